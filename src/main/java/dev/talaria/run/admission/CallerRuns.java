package dev.talaria.run.admission;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many runs of each API key are under way on this node, those that wait included. Holds nobody who has none; safe for many threads. */
final class CallerRuns {
    private record Name(String tenant, String apiKey) {
    }

    private final Map<Name, Integer> running = new ConcurrentHashMap<>();

    /**
     * Takes one of the caller's places, to be given back once by {@link #leave}.
     *
     * @throws dev.talaria.error.ApiException {@code rate_limit_exceeded} where its API key has no more
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

    /** As {@link #enter}, for a run that was let in before: it is counted, and never refused. */
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
