/**
 * One turn as values: what is asked, where it begins, how far it has come. What carries a turn out stands in
 * {@link dev.talaria.agent}; endpoints make a {@link dev.talaria.agent.turn.Turn} of a request and know no more of this package.
 */
package dev.talaria.agent.turn;
