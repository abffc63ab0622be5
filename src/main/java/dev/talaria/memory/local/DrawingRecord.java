package dev.talaria.memory.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts what drawing facts and summaries came to on this server, for health and metrics. Safe for many threads. */
final class DrawingRecord {
    private final Clock clock;
    @GuardedBy("this")
    private State state = new State(0, 0, 0, 0, 0, null, null);

    DrawingRecord(Clock clock) {
        this.clock = clock;
    }

    /**
     * What happened since the start.
     *
     * @param calls       answered calls of the model
     * @param stored      facts and summaries that were stored
     * @param dropped     facts that were not, because their sources do not say them
     * @param failures    calls that failed or whose answer could not be used
     * @param abandoned   tasks that were given up after several answers that could not be used
     * @param lastSuccess null if there was none
     * @param lastFailure null if there was none
     */
    record State(long calls, long stored, long dropped, long failures, long abandoned, @Nullable Instant lastSuccess,
                 @Nullable Failure lastFailure) {
    }

    /** @param reason without text of messages */
    record Failure(Instant at, String reason) {
    }

    synchronized State state() {
        return state;
    }

    synchronized void succeeded(int stored, int dropped) {
        state = new State(state.calls() + 1, state.stored() + stored, state.dropped() + dropped, state.failures(), state.abandoned(),
                clock.instant(), state.lastFailure());
    }

    synchronized void failed(String reason) {
        state = new State(state.calls(), state.stored(), state.dropped(), state.failures() + 1, state.abandoned(), state.lastSuccess(),
                new Failure(clock.instant(), reason));
    }

    synchronized void abandoned() {
        state = new State(state.calls(), state.stored(), state.dropped(), state.failures(), state.abandoned() + 1, state.lastSuccess(),
                state.lastFailure());
    }
}
