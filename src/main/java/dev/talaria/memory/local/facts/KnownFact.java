package dev.talaria.memory.local.facts;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stored fact that holds.
 *
 * @param person the id of the user whose it is; null if unknown
 * @param author that user's name; null if unknown
 */
public record KnownFact(String id, @Nullable String person, @Nullable String author, String text, Instant at) {
    public KnownFact {
        Objects.requireNonNull(id);
        Objects.requireNonNull(text);
        Objects.requireNonNull(at);
    }
}
