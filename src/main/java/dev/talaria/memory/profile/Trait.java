package dev.talaria.memory.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a statement is about, the most important to an answer first. A user has one value of some traits, several of others. */
public enum Trait {
    NAME(1), NICKNAME(1), PRONOUNS(1), ADDRESS(1), ANSWER_LANGUAGE(1), ANSWER_LENGTH(1), WISH(8), ALLERGY(12), DIET(1), AVOIDS(6), LEVEL(4),
    AGE(1), BIRTHDAY(1), JOB(1), EMPLOYER(1), HOME(1), ORIGIN(1), SPEAKS(4), PARTNER(1), FAMILY(8), PET(6);

    private final int most;

    Trait(int most) {
        this.most = most;
    }

    /** Returns whether a later statement replaces an earlier one. */
    public boolean single() {
        return most == 1;
    }

    /** Returns how many values hold at once; of more, the latest. */
    int most() {
        return most;
    }

    /** Returns the word by which clients, models and the database know it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the name of a rule's group that holds its value: {@link #wire} without dashes. */
    String group() {
        return name().toLowerCase(Locale.ROOT).replace("_", "");
    }

    public static Optional<Trait> of(String wire) {
        return Arrays.stream(values()).filter(trait -> trait.wire().equals(wire)).findAny();
    }
}
