/**
 * Tools that run on the server. The turn loop offers them to the model and executes its calls. Client tools are not part of this: their
 * calls end a turn.
 */
@NullMarked
package dev.talaria.tool;

import org.jspecify.annotations.NullMarked;
