package dev.talaria.memory.local;

/**
 * How much each sign that a turn is meant counts. The lexical scores and the dates are shares of the best one found, the rest are
 * 0 or 1; all are soft, none is a filter. Fitted on a public benchmark of long conversations.
 *
 * @param window   the words of the turn and two on either side
 * @param pair     the words of the turn and the one before
 * @param session  the words of the whole session
 * @param date     the dates spoken of
 * @param speaker  the query names exactly this one of the participants
 * @param self     the query says "I" or "my", and the user said this
 * @param length   times the logarithm of the number of words
 * @param question the turn only asks
 * @param told     the query asks when or how many, and the turn names a time or a number
 */
record Weights(double window, double pair, double session, double date, double speaker, double self, double length, double question,
               double told) {
    static final Weights FITTED = new Weights(1.0, 0.82, 0.39, 1.4, 0.75, 0.3, 0.24, -0.18, 0.0);
}
