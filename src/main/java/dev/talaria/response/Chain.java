package dev.talaria.response;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.AttachMode;
import java.util.Objects;

/** A chain of responses, represented by its last one, from which the next takes its session, memory and instructions. */
public record Chain(StoredResponse previous) {
    private static final String FIELD = "previous_response_id";
    private static final String SESSION_HEADER = "X-Hermes-Session-Id";

    public Chain {
        Objects.requireNonNull(previous);
    }

    /**
     * Returns the chain that ends with the caller's response of this id. Blocks for the database.
     *
     * @param shown the id as a client sent it
     * @throws dev.talaria.error.ApiException {@code response_not_found}; 400 if the response has not ended yet
     */
    public static Chain find(ResponseStore responses, RequestScope asked, String shown) {
        Chain chain = responses.find(asked, hex(shown)).map(Chain::new).orElseThrow(() ->
                ErrorCode.RESPONSE_NOT_FOUND.at(FIELD, "Previous response not found: " + shown));
        if (chain.previous.outcome().isEmpty()) {
            throw underWay();
        }
        return chain;
    }

    /** Returns the hex digits of a response id, or an empty string if it is malformed. */
    public static String hex(String shown) {
        return shown.startsWith(ResponseHead.ID_PREFIX) ? shown.substring(ResponseHead.ID_PREFIX.length()) : "";
    }

    public static RuntimeException underWay() {
        return ErrorCode.INVALID_VALUE.at(FIELD, "The previous response has not ended yet");
    }

    /** @throws dev.talaria.error.ApiException if the request names another session than the one it continues */
    public static void checkSession(RequestScope asked, SessionRef session) {
        if (!asked.session().derived() && !asked.session().id().equals(session.id())) {
            throw ErrorCode.INVALID_VALUE.at(SESSION_HEADER, SESSION_HEADER + " does not name the session of the conversation");
        }
    }

    /**
     * Returns the request in the chain's session. A session key in the request determines the memory; without one the chain keeps its own.
     */
    public RequestScope scope(RequestScope asked) {
        SessionRef session = previous.head().session();
        checkSession(asked, session);
        String kept = previous.head().memoryScope();
        MemoryScope memory = asked.sessionKey() != null || kept == null ? asked.memory() : new MemoryScope(session.tenant(), kept);
        return asked.in(session, memory);
    }

    public AttachMode attachMode() {
        return previous.node() == null ? new AttachMode.AtHead() : new AttachMode.After(previous.node());
    }

    /**
     * Returns the instructions of the next response.
     *
     * @param own the request's instructions; null to keep those of the chain
     */
    public String instructions(String own) {
        return own != null ? own : previous.head().instructions();
    }
}
