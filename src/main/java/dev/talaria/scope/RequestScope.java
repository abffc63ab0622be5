package dev.talaria.scope;

import java.util.Objects;
import java.util.Optional;

/**
 * One request: who asks, which transcript, which memory. Finished before anything starts, and never changed.
 *
 * @param sessionKey     as sent or as configured by default; null where none
 * @param memory         null where nothing may be read or written
 * @param idempotencyKey null where none was sent
 */
public record RequestScope(String requestId, Caller caller, SessionRef session, String sessionKey, Identity identity,
                           MemoryScope memory, String idempotencyKey) {
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

    /** The same request in another session with another memory. */
    public RequestScope in(SessionRef other, MemoryScope otherMemory) {
        return new RequestScope(requestId, caller, other, sessionKey, identity, otherMemory, idempotencyKey);
    }

    /** The same request in another session. */
    public RequestScope withSession(SessionRef other) {
        return new RequestScope(requestId, caller, other, sessionKey, identity, memory, idempotencyKey);
    }

    /** The same request reading and writing no memory. */
    public RequestScope withoutMemory() {
        return new RequestScope(requestId, caller, session, sessionKey, identity, null, idempotencyKey);
    }
}
