package dev.talaria.memory.profile;

import dev.talaria.memory.ProfileChange;
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

    /** Returns what is left once a user has taken this out of the profile: what it had replaced or repeats does not hold either. */
    public Statement takenOut() {
        return new Statement(trait, "", trait.single() ? Effect.ENDS : Effect.NONE);
    }

    /** Returns the statement as a user has changed it. */
    public Statement changed(ProfileChange change) {
        return change.value() == null ? takenOut() : new Statement(trait, change.value(), Effect.HOLDS);
    }

    public Statement {
        Objects.requireNonNull(trait);
        Objects.requireNonNull(value);
        Objects.requireNonNull(effect);
    }
}
