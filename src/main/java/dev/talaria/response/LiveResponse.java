package dev.talaria.response;

import dev.talaria.message.Message;
import dev.talaria.run.Run;
import java.util.List;
import java.util.Objects;

/**
 * A response and the run that gives it.
 *
 * @param replayed           it was begun for an earlier request with the same idempotency key
 * @param encryptedReasoning the client keeps the conversation itself and wants what the model demands back
 * @param sent               what it was asked
 */
public record LiveResponse(ResponseHead head, Run run, boolean replayed, boolean encryptedReasoning, List<Message> sent) {
    public LiveResponse {
        Objects.requireNonNull(head);
        Objects.requireNonNull(run);
        sent = List.copyOf(sent);
    }
}
