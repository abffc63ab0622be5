package dev.talaria.run.admission;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the runs of each API key that are live on this node, waiting ones included. Keeps no entry for a key without runs; safe for many
 * threads.
 */
final class CallerRuns {
    private record Name(String tenant, String apiKey) {
    }

    private final Map<Name, Integer> running = new ConcurrentHashMap<>();

    /**
     * Counts a run of the caller; {@link #leave} must follow once.
     *
     * @throws dev.talaria.error.ApiException {@code rate_limit_exceeded} if the API key has reached its cap
     */
    void enter(Caller caller) {
        int most = caller.grants().concurrentRuns();
        running.merge(name(caller), 1, (before, one) -> {
            if (most > 0 && before >= most) {
                throw ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many concurrent runs of this API key (max " + most + ")")
                        .withRetryAfter(Duration.ofSeconds(1));
            }
            return before + one;
        });
    }

    /** As {@link #enter}, for a run that was admitted before: it is counted and never rejected. */
    void readmit(Caller caller) {
        running.merge(name(caller), 1, Integer::sum);
    }

    void leave(Caller caller) {
        running.computeIfPresent(name(caller), (name, before) -> before == 1 ? null : before - 1);
    }

    private static Name name(Caller caller) {
        return new Name(caller.tenant(), caller.apiKey());
    }
}
