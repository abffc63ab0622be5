package dev.talaria.memory.local;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How drawing facts and summaries goes: calls and their results on this server since its start, and what waits on all servers.
 *
 * @param model       the model's name
 * @param calls       calls whose answer could be used
 * @param stored      facts and summaries
 * @param dropped     facts that their sources do not say
 * @param failures    calls that failed, or whose answer could not be used
 * @param abandoned   tasks that were given up
 * @param turns       turns from which no facts are drawn yet
 * @param sessions    sessions with turns that no summary tells of
 * @param trouble     why nothing is asked at the moment; empty if nothing is in the way
 */
public record DrawingHealth(String model, long calls, long stored, long dropped, long failures, long abandoned,
                            Optional<Instant> lastSuccess, Optional<Failure> lastFailure, long turns, long sessions,
                            Optional<String> trouble) {
    public DrawingHealth {
        Objects.requireNonNull(model);
    }

    /** A failure; its reason quotes no messages. */
    public record Failure(Instant at, String reason) {
        public Failure {
            Objects.requireNonNull(at);
            Objects.requireNonNull(reason);
        }
    }
}
