package dev.talaria.memory.local.index;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Restricts a search.
 *
 * @param session left out entirely; null for none
 * @param before  only rows said before this instant; null for any time
 * @param after   only rows said at or after this instant; null for any time
 */
public record Filter(@Nullable String session, @Nullable Instant before, @Nullable Instant after) {
    public static final Filter ALL = new Filter(null, null, null);

    public long fromMillis() {
        return after == null ? Long.MIN_VALUE : after.toEpochMilli();
    }

    public long toMillis() {
        return before == null ? Long.MAX_VALUE : before.toEpochMilli();
    }
}
