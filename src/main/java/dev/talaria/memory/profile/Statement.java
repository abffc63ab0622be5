package dev.talaria.memory.profile;

import java.util.Objects;

/**
 * What one part of a message says.
 *
 * @param value of {@link Effect#ENDS}, what ends; empty for whatever held
 */
public record Statement(Trait trait, String value, Effect effect) {
    /** How it changes what holds. */
    public enum Effect {
        /** The value holds from then on. */
        HOLDS,
        /** The value holds no more. */
        ENDS,
        /** Nothing: it was taken out of the profile. */
        NONE
    }

    /** The longest value, in characters. */
    public static final int MAX_VALUE = 200;

    public Statement {
        Objects.requireNonNull(trait);
        Objects.requireNonNull(value);
        Objects.requireNonNull(effect);
    }
}
