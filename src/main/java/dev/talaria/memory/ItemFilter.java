package dev.talaria.memory;

import dev.talaria.message.Role;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Restricts a list or a search to some items of a scope. Null stands for any value.
 *
 * @param session  the id of a session, as an item shows it
 * @param before   only what was said earlier
 * @param after    only what was said then or later
 */
public record ItemFilter(@Nullable ItemKind kind, @Nullable Role role, @Nullable String session, @Nullable Instant before,
                         @Nullable Instant after, Validity validity) {
    /** Whether a later fact may have replaced an item. */
    public enum Validity {
        /** Only what holds; the usual choice. */
        CURRENT,
        /** Only what a later fact has replaced. */
        SUPERSEDED,
        /** Both. */
        ALL;

        boolean accepts(Remembered item) {
            return this == ALL || this == (item.supersededBy() == null ? CURRENT : SUPERSEDED);
        }
    }

    public static final ItemFilter ALL = new ItemFilter(null, null, null, null, null);

    public ItemFilter {
        Objects.requireNonNull(validity);
    }

    /** A filter of what holds. */
    public ItemFilter(@Nullable ItemKind kind, @Nullable Role role, @Nullable String session, @Nullable Instant before,
                      @Nullable Instant after) {
        this(kind, role, session, before, after, Validity.CURRENT);
    }

    /** Returns a filter by time alone. */
    public static ItemFilter said(@Nullable Instant before, @Nullable Instant after) {
        return new ItemFilter(null, null, null, before, after);
    }

    /** Returns whether it restricts anything but the time to less than what holds. */
    public boolean isByOrigin() {
        return kind != null || role != null || session != null || validity == Validity.SUPERSEDED;
    }

    public boolean accepts(Remembered item) {
        return (kind == null || item.kind() == kind) && (role == null || item.role() == role)
                && (session == null || item.session().equals(session)) && validity.accepts(item)
                && (before == null || item.at().isBefore(before)) && (after == null || !item.at().isBefore(after));
    }
}
