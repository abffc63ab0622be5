package dev.talaria.memory.local.facts;

import dev.talaria.message.Role;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as a model is shown it.
 *
 * @param id     the item's
 * @param person the id of the user of its turn; null if unknown
 * @param author the participant's name; null if unknown
 */
public record ShownMessage(String id, Role role, @Nullable String person, @Nullable String author, String text, Instant at) {
    public ShownMessage {
        Objects.requireNonNull(id);
        Objects.requireNonNull(role);
        Objects.requireNonNull(text);
        Objects.requireNonNull(at);
    }

    /** Returns whether both were said by the same participant. */
    public boolean isOfSame(ShownMessage other) {
        return isOfSame(other.person, other.author);
    }

    boolean isOfSame(@Nullable String otherPerson, @Nullable String otherAuthor) {
        return Objects.equals(person, otherPerson) && Objects.equals(author, otherAuthor);
    }
}
