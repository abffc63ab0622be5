package dev.talaria.response;

import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * How a response is stored and shown.
 *
 * @param stored             whether it can be read again
 * @param background         whether it runs without a waiting client
 * @param detached           whether it continues when its reader disconnects
 * @param shortened          whether only the last messages of its history go to the model
 * @param compactAt          the size of a prompt, in estimated tokens, from which its older turns are summarised; 0 for the model's window
 * @param serverTools        whether calls of the server's tools are among its items
 * @param encryptedReasoning as {@link LiveResponse#encryptedReasoning()}
 * @param echo               the settings of the request as replies repeat them
 */
public record ResponseTerms(boolean stored, boolean background, boolean detached, boolean shortened, int compactAt,
                            boolean serverTools, boolean encryptedReasoning, JsonObject echo) {
    public ResponseTerms {
        Objects.requireNonNull(echo);
    }

    /** Returns whether its run is stored while it executes. */
    public boolean durable() {
        return stored && (background || detached);
    }
}
