/**
 * Runs: the execution of a turn, with an id, an event stream and a cancellation. The agent decides what a turn does, the endpoints how it
 * is shown.
 */
package dev.talaria.run;
