package dev.talaria.memory.local.index;

/**
 * The weight of each sign that a turn answers the query. Lexical scores, dates and closeness in meaning are shares of the best one found,
 * the others 0 or 1; all are soft, none is a filter. Fitted on a public benchmark of long conversations, each conversation with weights
 * from the others.
 *
 * @param turn           its own words
 * @param pair           the words of it and the turn before
 * @param window         the words of it and the two turns on either side
 * @param session        the words of its whole session
 * @param feedback       words that the best turns share
 * @param date           the dates it mentions and the day on which it was said
 * @param speaker        the query names exactly one participant, who said this
 * @param self           the query says "I" or "my", and the user said this
 * @param length         multiplied by the logarithm of the number of words
 * @param question       the turn is only a question
 * @param answer         another speaker asked in the turn before
 * @param time           the query asks when, and the turn contains a time
 * @param number         the query asks how many, and the turn contains a number
 * @param meaning        the turn's meaning
 * @param meaningBefore  the meaning of the turn before
 * @param meaningAfter   the meaning of the turn after
 * @param meaningSession the meaning of the session's best turns
 * @param repeat         subtracted for each better turn of the same session, because the answer may be spread over several
 */
record Weights(double turn, double pair, double window, double session, double feedback, double date, double speaker, double self,
               double length, double question, double answer, double time, double number, double meaning, double meaningBefore,
               double meaningAfter, double meaningSession, double repeat) {
    static final Weights OF_WORDS = new Weights(0.5, 0.8, 0.8, 0.5, 0.6, 1.6, 1.1, 0.4, 0.2, -0.35, 0.2, 0.7, 0.6, 0, 0, 0, 0, 0);
    static final Weights WITH_MEANING = new Weights(0, 0.7, 0.8, 0.4, 0.3, 1.1, 0.4, 0.2, 0.25, -0.45, 0, 0.55, 0.2, 0.85, 0.2, 0.15,
            0.5, 0.08);
}
