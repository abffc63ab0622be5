package dev.talaria.memory.local.index;

/**
 * How much each sign that a turn is meant counts. The lexical scores and the dates are shares of the best one found, the rest are
 * 0 or 1; all are soft, none is a filter. Fitted on a public benchmark of long conversations.
 *
 * @param turn     its own words
 * @param pair     its words and those of the turn before
 * @param window   its words and those of two turns on either side
 * @param session  the words of its whole session
 * @param feedback words that the best turns share
 * @param date     the dates it speaks of and the day on which it was said
 * @param speaker  the query names exactly one participant, who said this
 * @param self     the query says "I" or "my", and the user said this
 * @param length   times the logarithm of the number of words
 * @param question the turn only asks
 * @param time     the query asks when, and the turn names a time
 * @param number   the query asks how many, and the turn names a number
 */
record Weights(double turn, double pair, double window, double session, double feedback, double date, double speaker, double self,
               double length, double question, double time, double number) {
    static final Weights FITTED = new Weights(0.5, 0.8, 0.8, 0.5, 0.6, 1.6, 1.1, 0.4, 0.2, -0.35, 0.7, 0.6);
}
