package dev.talaria.audit;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One act. Holds no text of messages or memory, and no secret.
 *
 * @param tenant      the tenant whose object it is
 * @param actorTenant the tenant of the API key that acted
 * @param actor       the API key by name, or {@link #SERVER}
 * @param action      a name of {@link AuditAction}
 * @param object      the id of what was acted on; null if there is none or it is not known
 * @param result      {@code ok}, or the error's code
 * @param request     the request's id; null if there was none
 */
public record AuditEvent(String tenant, String actorTenant, String actor, AuditAction action, @Nullable String object, String result,
                         @Nullable String request, Instant at) {
    /** The actor of what the server does by itself, or on behalf of an operator on its machine. */
    public static final String SERVER = "(server)";
    public static final String OK = "ok";

    public AuditEvent {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(actorTenant);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(action);
        Objects.requireNonNull(result);
        Objects.requireNonNull(at);
    }
}
