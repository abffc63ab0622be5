package dev.talaria.session;

import dev.talaria.scope.SessionRef;
import java.util.Objects;

/**
 * A session to be created before its first turn.
 *
 * @param title        null for none
 * @param systemPrompt placed after the agent's own in every turn; null for none
 * @param agent        its id
 * @param lock         the model it is locked to, as {@code provider::model}; null for none
 * @param apiKey       the name of the creator's API key
 */
public record NewSession(SessionRef ref, String title, String systemPrompt, String model, String agent, String lock,
                         String apiKey) {
    public NewSession {
        Objects.requireNonNull(ref);
        Objects.requireNonNull(model);
        Objects.requireNonNull(agent);
        Objects.requireNonNull(apiKey);
    }

    /** A session of no known agent, without a lock. */
    public NewSession(SessionRef ref, String title, String systemPrompt, String model, String apiKey) {
        this(ref, title, systemPrompt, model, "", null, apiKey);
    }
}
