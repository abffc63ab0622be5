package dev.talaria.memory.local.index;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be found.
 *
 * @param session left out as a whole; null for none
 * @param before  said before this instant; null for any time
 * @param after   said at or after this instant; null for any time
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
