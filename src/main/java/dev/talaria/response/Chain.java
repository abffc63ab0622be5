package dev.talaria.response;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.AttachMode;
import java.util.Objects;

/** A response to go on from: it hands its session, its memory and its instructions on. */
public record Chain(StoredResponse previous) {
    private static final String FIELD = "previous_response_id";
    private static final String SESSION_HEADER = "X-Hermes-Session-Id";

    public Chain {
        Objects.requireNonNull(previous);
    }

    /**
     * The asker's response of this id. Blocks for the database.
     *
     * @param shown as a client sent it
     * @throws dev.talaria.error.ApiException {@code response_not_found}; 400 where it has not ended yet
     */
    public static Chain find(ResponseStore responses, RequestScope asked, String shown) {
        SessionRef asker = asked.session();
        Chain chain = responses.find(asker.tenant(), asker.owner(), hex(shown)).map(Chain::new).orElseThrow(() ->
                ErrorCode.RESPONSE_NOT_FOUND.at(FIELD, "Previous response not found: " + shown));
        if (chain.previous.outcome().isEmpty()) {
            throw underWay();
        }
        return chain;
    }

    /** The digits of an id; empty for what is none. */
    public static String hex(String shown) {
        return shown.startsWith(ResponseHead.ID_PREFIX) ? shown.substring(ResponseHead.ID_PREFIX.length()) : "";
    }

    public static RuntimeException underWay() {
        return ErrorCode.INVALID_VALUE.at(FIELD, "The previous response has not ended yet");
    }

    /** @throws dev.talaria.error.ApiException where the request names another session than that of what it goes on from */
    public static void checkSession(RequestScope asked, SessionRef session) {
        if (!asked.session().derived() && !asked.session().id().equals(session.id())) {
            throw ErrorCode.INVALID_VALUE.at(SESSION_HEADER, SESSION_HEADER + " names another session than that of the conversation");
        }
    }

    /** The request in the chain's session. A session key that was sent counts; without one the chain keeps its memory. */
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

    /** @param own the request's; null where the chain's go on */
    public String instructions(String own) {
        return own != null ? own : previous.head().instructions();
    }
}
