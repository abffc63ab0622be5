/**
 * What a model is asked for facts and summaries, and what its answers are checked against before anything of them is stored. Pure
 * functions; the tables and the work in the background are the package above.
 */
@NullMarked
package dev.talaria.memory.local.facts;

import org.jspecify.annotations.NullMarked;
