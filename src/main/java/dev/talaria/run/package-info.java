/**
 * Runs: the execution of a turn, with an id, an event stream and a cancellation. The agent decides what a turn does, the endpoints how it
 * is shown.
 */
@NullMarked
package dev.talaria.run;

import org.jspecify.annotations.NullMarked;
