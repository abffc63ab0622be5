/**
 * Tools that run on the server. The turn loop offers them to the model and runs what the model calls;
 * client tools are none of these: their calls end a turn.
 */
@NullMarked
package dev.talaria.tool;

import org.jspecify.annotations.NullMarked;
