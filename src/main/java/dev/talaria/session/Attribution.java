package dev.talaria.session;

import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import java.util.Objects;

/**
 * The origin of a turn, as it is stored with it.
 *
 * @param run         the run's id
 * @param source      the API, e.g. {@code chat}
 * @param apiKey      the API key's name
 * @param model       as the client asked for it
 * @param agent       its id; empty if none is known
 * @param memoryScope the id; null if nothing may be remembered
 */
public record Attribution(String run, String source, String apiKey, String model, String agent, Identity user, String memoryScope) {
    public Attribution {
        Objects.requireNonNull(run);
        Objects.requireNonNull(source);
        Objects.requireNonNull(apiKey);
        Objects.requireNonNull(model);
        Objects.requireNonNull(agent);
        Objects.requireNonNull(user);
    }

    /** The origin of a turn of no known agent. */
    public Attribution(String run, String source, String apiKey, String model, Identity user, String memoryScope) {
        this(run, source, apiKey, model, "", user, memoryScope);
    }

    public static Attribution of(RequestScope scope, String run, String source, String model) {
        return new Attribution(run, source, scope.caller().apiKey(), model, scope.agentOrEmpty(), scope.identity(),
                scope.memoryScope().map(MemoryScope::id).orElse(null));
    }
}
