package dev.talaria.agent.turn;

import java.time.Instant;
import java.util.Objects;

/**
 * What a turn asks whoever attends it: may this tool run.
 *
 * @param id          of the approval
 * @param callId      of the tool call
 * @param description what it would do
 * @param until       when no answer counts as no
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
