package dev.talaria.response;

import dev.talaria.message.Message;
import dev.talaria.run.Run;
import java.util.List;
import java.util.Objects;

/**
 * A response with the run that produces it.
 *
 * @param replayed           an earlier request with the same idempotency key started it
 * @param encryptedReasoning whether the client keeps the conversation itself and needs the members that the model requires back
 * @param sent               the messages of the request
 */
public record LiveResponse(ResponseHead head, Run run, boolean replayed, boolean encryptedReasoning, List<Message> sent) {
    public LiveResponse {
        Objects.requireNonNull(head);
        Objects.requireNonNull(run);
        sent = List.copyOf(sent);
    }
}
