/**
 * One turn as values: the request, the prepared turn, its state and output. {@link dev.talaria.agent} executes turns; endpoints only create
 * a {@link dev.talaria.agent.turn.Turn} from a request.
 */
package dev.talaria.agent.turn;
