package dev.talaria.memory;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an item of memory is. */
public enum ItemKind {
    /** What a participant said. */
    MESSAGE,
    /** A statement that the model was asked, or decided, to keep. */
    NOTE,
    /** What a model has found in what a user said, and the messages say that are its sources. */
    FACT,
    /** What a session was about. */
    SUMMARY;

    /** Returns whether memory draws such items from others by itself, so that none is imported or exported. */
    public boolean isDrawn() {
        return this == FACT || this == SUMMARY;
    }

    /** Returns its name in the API and in the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ItemKind> of(String wire) {
        return Arrays.stream(values()).filter(kind -> kind.wire().equals(wire)).findFirst();
    }
}
