package dev.talaria.memory.local;

import java.time.Instant;

/**
 * What may be found.
 *
 * @param session left out as a whole; null for none
 * @param before  said before this instant; null for any time
 * @param after   said at or after this instant; null for any time
 */
record Filter(String session, Instant before, Instant after) {
    static final Filter ALL = new Filter(null, null, null);

    long fromMillis() {
        return after == null ? Long.MIN_VALUE : after.toEpochMilli();
    }

    long toMillis() {
        return before == null ? Long.MAX_VALUE : before.toEpochMilli();
    }
}
