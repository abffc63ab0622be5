package dev.talaria.scope;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request: its caller, session and memory. Complete before any work starts, and immutable.
 *
 * @param sessionKey     as sent or configured as the default; null for none
 * @param memory         null if no memory may be read or written
 * @param idempotencyKey null if none was sent
 * @param alsoRead       memory scopes that are read beside {@code memory}, if there is one, and never written
 * @param agents         whose turn it is, and whose things it may see
 * @param trace          null if the request belongs to no trace
 */
public record RequestScope(String requestId, Caller caller, SessionRef session, @Nullable String sessionKey, Identity identity,
                           @Nullable MemoryScope memory, @Nullable String idempotencyKey,
                           List<MemoryScope> alsoRead, AgentScope agents, @Nullable TraceContext trace) {
    public RequestScope {
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(caller);
        Objects.requireNonNull(session);
        Objects.requireNonNull(identity);
        Objects.requireNonNull(agents);
        alsoRead = alsoRead.stream().filter(other -> !other.equals(memory)).toList();
    }

    /** A request that reads one memory scope at most. */
    public RequestScope(String requestId, Caller caller, SessionRef session, @Nullable String sessionKey, Identity identity,
                        @Nullable MemoryScope memory, @Nullable String idempotencyKey) {
        this(requestId, caller, session, sessionKey, identity, memory, idempotencyKey, List.of(), AgentScope.DEFAULT, null);
    }

    /** A request that names no agent. */
    public RequestScope(String requestId, Caller caller, SessionRef session, @Nullable String sessionKey, Identity identity,
                        @Nullable MemoryScope memory, @Nullable String idempotencyKey, List<MemoryScope> alsoRead) {
        this(requestId, caller, session, sessionKey, identity, memory, idempotencyKey, alsoRead, AgentScope.DEFAULT, null);
    }

    /** Returns this request for other agents. */
    public RequestScope of(AgentScope others) {
        return new RequestScope(requestId, caller, session, sessionKey, identity, memory, idempotencyKey, alsoRead, others, trace);
    }

    /**
     * Returns whether this request may see what an agent has made: the request's path may name an agent, and its API key may be limited to
     * some. A route's alias shows nothing by itself, since every agent answers to it.
     *
     * @param madeBy the agent's id; empty if it is not known
     * @param model  the model name that was asked for, which may be an upstream's
     */
    public boolean sees(String madeBy, String model) {
        return (agents.within() == null || agents.within().equals(madeBy)) && (caller.grants().allows(madeBy)
                || agents.passed().contains(model) || madeBy.isEmpty() && (model.isEmpty() || caller.grants().allows(model)));
    }

    /** Returns this request with further memory scopes to read. */
    public RequestScope reading(List<MemoryScope> others) {
        return new RequestScope(requestId, caller, session, sessionKey, identity, memory, idempotencyKey, others, agents, trace);
    }

    /** Returns the agent as it is stored: empty for none. */
    public String agentOrEmpty() {
        return agents.answering() == null ? "" : agents.answering();
    }

    public Optional<MemoryScope> memoryScope() {
        return Optional.ofNullable(memory);
    }

    public Optional<String> idempotency() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** Returns this request in another session with another memory. */
    public RequestScope in(SessionRef other, @Nullable MemoryScope otherMemory) {
        return new RequestScope(requestId, caller, other, sessionKey, identity, otherMemory, idempotencyKey, alsoRead, agents,
                trace);
    }

    /** Returns this request in another session. */
    public RequestScope withSession(SessionRef other) {
        return new RequestScope(requestId, caller, other, sessionKey, identity, memory, idempotencyKey, alsoRead, agents, trace);
    }

    /** Returns this request without access to memory. */
    public RequestScope withoutMemory() {
        return new RequestScope(requestId, caller, session, sessionKey, identity, null, idempotencyKey, List.of(), agents, trace);
    }
}
