package dev.talaria.scope;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request: its caller, session and memory. Complete before any work starts, and immutable.
 *
 * @param sessionKey     as sent or configured as the default; null for none
 * @param memory         null if no memory may be read or written
 * @param idempotencyKey null if none was sent
 */
public record RequestScope(String requestId, Caller caller, SessionRef session, @Nullable String sessionKey, Identity identity,
                           @Nullable MemoryScope memory, @Nullable String idempotencyKey) {
    public RequestScope {
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(caller);
        Objects.requireNonNull(session);
        Objects.requireNonNull(identity);
    }

    public Optional<MemoryScope> memoryScope() {
        return Optional.ofNullable(memory);
    }

    public Optional<String> idempotency() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** Returns this request in another session with another memory. */
    public RequestScope in(SessionRef other, @Nullable MemoryScope otherMemory) {
        return new RequestScope(requestId, caller, other, sessionKey, identity, otherMemory, idempotencyKey);
    }

    /** Returns this request in another session. */
    public RequestScope withSession(SessionRef other) {
        return new RequestScope(requestId, caller, other, sessionKey, identity, memory, idempotencyKey);
    }

    /** Returns this request without access to memory. */
    public RequestScope withoutMemory() {
        return new RequestScope(requestId, caller, session, sessionKey, identity, null, idempotencyKey);
    }
}
