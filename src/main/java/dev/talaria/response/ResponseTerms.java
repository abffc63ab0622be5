package dev.talaria.response;

import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * How a response is kept, and how it is shown.
 *
 * @param stored             it can be read again
 * @param background         nobody waits for it
 * @param detached           it goes on where its reader leaves
 * @param shortened          only the last messages of its history go to the model
 * @param serverTools        calls of the server's tools are among its items
 * @param encryptedReasoning as {@link LiveResponse#encryptedReasoning()}
 * @param echo               the settings of the request as a reply repeats them
 */
public record ResponseTerms(boolean stored, boolean background, boolean detached, boolean shortened, boolean serverTools,
                            boolean encryptedReasoning, JsonObject echo) {
    public ResponseTerms {
        Objects.requireNonNull(echo);
    }

    /** Whether its run is stored as it goes. */
    public boolean durable() {
        return stored && (background || detached);
    }
}
