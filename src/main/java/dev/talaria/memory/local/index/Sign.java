package dev.talaria.memory.local.index;

/**
 * A sign that a turn answers a query. Lexical scores, dates and closeness in meaning are shares of the best one found, lengths logarithms
 * of one more than the number of terms, the others 0 or 1.
 */
enum Sign {
    /** Its own words. */
    TURN(0),
    /** The words of it and the turn before. */
    PAIR(1),
    /** The words of it and the two turns on either side. */
    WINDOW(2),
    /** The words of its whole session. */
    SESSION(3),
    /** Words that the best turns share. */
    FEEDBACK(4),
    /** How many of the query's words it contains itself, rare ones counting more: 0 for none to 1 for all. */
    COVERED(5),
    /** The dates it mentions and the day on which it was said. */
    DATE(6),
    /** The query names exactly one participant, who said this. */
    SPEAKER(7),
    /** The user said this. */
    USER(8),
    /** The query says "I" or "my", and the user said this. */
    SELF(9),
    /** Its length, up to {@link #LONG}'s. */
    LENGTH(10),
    /** Its length beyond some forty terms. */
    LONG(11),
    /** It is only a question. */
    QUESTION(12),
    /** Another speaker asked in the turn before. */
    ANSWER(13),
    /** The query asks when, and the turn contains a time. */
    TIME(14),
    /** The query asks how many, and the turn contains a number. */
    NUMBER(15),
    /** The user states a rule or a preference, as "always", "never" and "I prefer" do. */
    STANDING(16),
    /** The user names a number or a time. */
    DETAIL(17),
    /** Its meaning. */
    MEANING(18),
    /** The meaning of the turn before. */
    MEANING_BEFORE(19),
    /** The meaning of the turn after. */
    MEANING_AFTER(20),
    /** The meaning of the session's best turns. */
    MEANING_SESSION(21);

    private final int place;

    Sign(int place) {
        this.place = place;
    }

    /** Returns its place in an array of all signs. */
    int place() {
        return place;
    }
}
