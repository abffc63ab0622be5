package dev.talaria.memory;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that a user said of themselves, or of how they want to be answered, which every turn of that user is told.
 *
 * @param kind   what it says, as a short word that a model understands, e.g. {@code name}, {@code allergy}
 * @param source the id of the message that says it; the entry goes when that is forgotten
 * @param user   the user's id, without an id the name; null if unknown
 * @param at     when it was said
 * @param edited when it was last edited; null if never
 */
public record ProfileEntry(String id, String kind, String value, String source, String user, Instant at, Instant edited) {
    public ProfileEntry {
        Objects.requireNonNull(id);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(value);
        Objects.requireNonNull(source);
        Objects.requireNonNull(at);
    }
}
