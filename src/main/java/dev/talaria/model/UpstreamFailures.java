package dev.talaria.model;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts an upstream's failures and logs them: the first of a kind, then at most one line a minute with the number of those in between.
 * Failures that a client's request caused do not count. Bounded; safe for many threads.
 */
public final class UpstreamFailures {
    private static final System.Logger LOG = System.getLogger(UpstreamFailures.class.getName());
    private static final Duration PACE = Duration.ofMinutes(1);
    private static final int MAX_WORDS = 300;
    private static final Set<ErrorCode> COUNTED = Set.of(ErrorCode.UPSTREAM_ERROR, ErrorCode.UPSTREAM_AUTH, ErrorCode.UPSTREAM_TIMEOUT,
            ErrorCode.UPSTREAM_RATE_LIMITED, ErrorCode.UPSTREAM_MODEL_NOT_FOUND);

    /**
     * A summary of the failures.
     *
     * @param at           time of the last failure
     * @param code         its error code, as clients see it
     * @param words        its message, safe to show
     * @param count        failures since the start
     * @param sinceSuccess failures since the upstream last answered
     */
    public record Summary(Instant at, String code, String words, long count, long sinceSuccess) {
    }

    private static final class Told {
        private Instant at;
        private long untold;
    }

    private final String upstream;
    private final Clock clock;
    @GuardedBy("this")
    private final Map<ErrorCode, Told> told = new EnumMap<>(ErrorCode.class);
    @GuardedBy("this")
    private Summary last;
    @GuardedBy("this")
    private long count;
    @GuardedBy("this")
    private long sinceSuccess;

    /** @param upstream its name in the log, without secrets */
    public UpstreamFailures(String upstream, Clock clock) {
        this.upstream = upstream;
        this.clock = clock;
    }

    /** Counts a failed call. */
    public synchronized void failed(Problem problem) {
        if (!COUNTED.contains(problem.code())) {
            return;
        }
        Instant now = clock.instant();
        String words = LogText.plain(problem.message(), MAX_WORDS);
        count++;
        sinceSuccess++;
        last = new Summary(now, problem.code().code(), words, count, sinceSuccess);
        Told kind = told.computeIfAbsent(problem.code(), code -> new Told());
        if (kind.at != null && now.isBefore(kind.at.plus(PACE))) {
            kind.untold++;
            return;
        }
        String more = kind.untold == 0 ? "" : " (and " + kind.untold + " more since " + kind.at + ")";
        kind.at = now;
        kind.untold = 0;
        LOG.log(System.Logger.Level.WARNING, "The upstream " + upstream + " failed: " + problem.code().code() + ": " + words + more);
    }

    /** Counts a call that was answered completely. */
    public synchronized void answered() {
        sinceSuccess = 0;
    }

    /** Returns empty if nothing has failed since the start. */
    public synchronized Optional<Summary> summary() {
        return Optional.ofNullable(last).map(found -> new Summary(found.at(), found.code(), found.words(), count, sinceSuccess));
    }
}
