package dev.talaria.agent.turn;

import java.time.Instant;
import java.util.Objects;

/**
 * The question whether a tool may run.
 *
 * @param id          the approval's
 * @param callId      the tool call's
 * @param description what the call would do
 * @param until       when a missing answer counts as a denial
 */
public record Question(String id, String callId, String tool, String description, Instant until) {
    public Question {
        Objects.requireNonNull(id);
        Objects.requireNonNull(callId);
        Objects.requireNonNull(tool);
        Objects.requireNonNull(description);
        Objects.requireNonNull(until);
    }
}
