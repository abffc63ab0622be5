package dev.talaria.session;

import dev.talaria.message.Usage;
import dev.talaria.scope.SessionRef;
import java.time.Instant;
import java.util.Objects;

/**
 * A session without its messages.
 *
 * @param title           null for none
 * @param source          the API that created it, e.g. {@code chat}
 * @param model           as the last turn asked for it
 * @param agent           the id of the one that created it; empty if unknown
 * @param lock            the model it is locked to, as {@code provider::model}; null for none
 * @param userId          the last turn's; null if unknown
 * @param hasSystemPrompt whether it has its own system prompt, which is never shown again
 * @param forkedFrom      the id of the session it was forked from; null for none
 * @param toolCalls       calls of server and client tools by the model
 * @param preview         the beginning of its first user message; null if there is none
 * @param updated         time of its latest activity
 * @param ended           null while it is open, like {@code endReason}
 */
public record Session(SessionRef ref, String title, String source, String model, String agent, String lock, String userId,
boolean hasSystemPrompt, String forkedFrom,
                      long messages, long toolCalls, long modelCalls, Usage usage, String preview, Instant created, Instant updated,
                      Instant ended, String endReason) {
    public Session {
        Objects.requireNonNull(ref);
        Objects.requireNonNull(source);
        Objects.requireNonNull(model);
        Objects.requireNonNull(agent);
        Objects.requireNonNull(usage);
        Objects.requireNonNull(created);
        Objects.requireNonNull(updated);
    }
}
