package dev.talaria.session;

import dev.talaria.scope.SessionRef;
import java.util.Objects;

/**
 * A session to be made before anything is said in it.
 *
 * @param title        null for none
 * @param systemPrompt what the model is told in every turn, after the agent's own prompt; null for none
 * @param apiKey       whose holder makes it
 */
public record NewSession(SessionRef ref, String title, String systemPrompt, String model, String apiKey) {
    public NewSession {
        Objects.requireNonNull(ref);
        Objects.requireNonNull(model);
        Objects.requireNonNull(apiKey);
    }
}
