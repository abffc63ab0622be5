/**
 * Runs: the execution of a turn, with an id, an event stream, a way to cancel and a place under the cap.
 * What a turn does is the agent's business, how it is shown the endpoints'.
 */
package dev.talaria.run;
