package dev.talaria.session;

import dev.talaria.message.Usage;
import dev.talaria.scope.SessionRef;
import java.time.Instant;
import java.util.Objects;

/**
 * One session without its messages.
 *
 * @param title           null for none
 * @param source          which endpoint made it, e.g. {@code chat}
 * @param model           as last asked for
 * @param userId          of its last turn; null where unknown
 * @param hasSystemPrompt whether it has one of its own, which is never shown again
 * @param forkedFrom      the id of the session it is a copy of; null for none
 * @param toolCalls       calls of server and client tools by the model
 * @param preview         the beginning of its first user message; null where there is none
 * @param updated         its latest activity
 * @param ended           null while it goes on, like {@code endReason}
 */
public record Session(SessionRef ref, String title, String source, String model, String userId, boolean hasSystemPrompt, String forkedFrom,
                      long messages, long toolCalls, long modelCalls, Usage usage, String preview, Instant created, Instant updated,
                      Instant ended, String endReason) {
    public Session {
        Objects.requireNonNull(ref);
        Objects.requireNonNull(source);
        Objects.requireNonNull(model);
        Objects.requireNonNull(usage);
        Objects.requireNonNull(created);
        Objects.requireNonNull(updated);
    }
}
