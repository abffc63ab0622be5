package dev.talaria.memory.local.index;

import java.time.Instant;
import java.util.Arrays;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Restricts a search.
 *
 * @param only    the rows that may be found; null for all
 * @param session left out entirely; null for none
 * @param before  only rows said before this instant; null for any time
 * @param after   only rows said at or after this instant; null for any time
 */
public record Filter(@Nullable Only only, @Nullable String session, @Nullable Instant before, @Nullable Instant after) {
    /** Some rows of a scope, by their sequence numbers in order. */
    public interface Only extends LongPredicate {
        static Only of(long[] seqs) {
            long[] copy = seqs.clone();
            return seq -> Arrays.binarySearch(copy, seq) >= 0;
        }
    }

    public static final Filter ALL = new Filter(null, null, null);

    /** A filter by session and time. */
    public Filter(@Nullable String session, @Nullable Instant before, @Nullable Instant after) {
        this(null, session, before, after);
    }

    /** Returns this filter, restricted to some rows. */
    public Filter only(Only rows) {
        return new Filter(rows, session, before, after);
    }

    boolean accepts(long seq) {
        return only == null || only.test(seq);
    }

    public long fromMillis() {
        return after == null ? Long.MIN_VALUE : after.toEpochMilli();
    }

    public long toMillis() {
        return before == null ? Long.MAX_VALUE : before.toEpochMilli();
    }
}
