package dev.talaria.run;

import dev.talaria.scope.RequestScope;
import java.util.Optional;

/** An idempotency key in its name space: the same key of another caller, scope or session is a different one. */
public record IdempotencyKey(String tenant, String owner, String apiKey, String memoryScope, String session, String name) {

    /** Returns the request's key; empty if it has none. */
    public static Optional<IdempotencyKey> of(RequestScope scope) {
        String memory = scope.memoryScope().map(m -> m.id()).orElse("");
        String session = scope.session().derived() ? "" : scope.session().id();
        return scope.idempotency().map(name -> new IdempotencyKey(scope.caller().tenant(), scope.session().owner(),
                scope.caller().apiKey(), memory, session, name));
    }
}
