package dev.talaria.memory;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change that a user has made to an entry of the profile, as exports and imports carry it along with the entry's message.
 *
 * @param place  the entry's index among all that its message says
 * @param kind   as in {@link ProfileEntry}; a change applies only to an entry of its kind
 * @param value  null if the entry was taken out of the profile
 * @param edited when it was last given another value; null if never
 */
public record ProfileChange(int place, String kind, @Nullable String value, @Nullable Instant edited) {
    public ProfileChange {
        Objects.requireNonNull(kind);
    }
}
