package dev.talaria.api.http.request;

import dev.talaria.access.ApiKey;
import dev.talaria.access.SignedUsers;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.message.DocumentPrompt;
import dev.talaria.scope.AgentScope;
import dev.talaria.scope.Grants;
import dev.talaria.scope.HeaderRules;
import dev.talaria.scope.Identity;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestHeaders;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.scope.TraceContext;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The only reader of identity and session headers, a pure function of header name, raw values and the API key's policy; also completes the
 * scope once the body is known. Immutable.
 */
public final class ScopeReader {
    private static final HeaderField IDEMPOTENCY_KEY = HeaderField.of(HeaderNames.IDEMPOTENCY_KEY, ErrorCode.INVALID_HEADER);
    private static final HeaderField LAST_EVENT_ID = HeaderField.of("Last-Event-ID", ErrorCode.INVALID_HEADER);

    /**
     * The headers of one request: for each name, in any case, the values as the container delivers them, one char for each byte; an empty
     * list for an absent one.
     */
    public interface Headers extends Function<String, List<String>> {
        /** Returns the names that were sent, in any spelling. */
        Collection<String> names();
    }

    /** What differs between agents. */
    public interface AgentScopes {
        /** All agents share one memory. */
        AgentScopes SHARED = new AgentScopes() {
            @Override
            public MemoryScope memory(@Nullable String agent, MemoryScope scope) {
                return scope;
            }

            @Override
            public @Nullable String usual(Grants grants) {
                return null;
            }

            @Override
            public Set<String> passedThrough(Grants grants) {
                return grants.models();
            }

            @Override
            public String distinction(@Nullable String agent) {
                return "";
            }
        };

        /**
         * Returns the memory of an agent within a scope.
         *
         * @param agent null for the default agent
         */
        MemoryScope memory(@Nullable String agent, MemoryScope scope);

        /** Returns the agent of a request that names none: the first one that its API key may use; null for the default agent. */
        @Nullable String usual(Grants grants);

        /** Returns those of the names that an API key is limited to which are no agent's and no route's. */
        Set<String> passedThrough(Grants grants);

        /** Returns a text that tells the derived sessions of an agent from those of others; empty for the default agent. */
        String distinction(@Nullable String agent);
    }

    /** The prefix of Open WebUI's user headers; it always sends the whole conversation. */
    private static final String WHOLE_HISTORY_PREFIX = "x-openwebui-";

    private final IdentityReader identities;
    private final List<HeaderField> sessionIds;
    private final AgentScopes agents;

    /**
     * @param sessionIdAliases headers that stand in for the session id's; the first one sent counts
     * @param signedUsers      reads Open WebUI's signed users; absent if their tokens are not accepted
     * @param agents           what differs between agents
     */
    public ScopeReader(List<String> sessionIdAliases, Optional<SignedUsers> signedUsers, AgentScopes agents) {
        this.agents = agents;
        this.identities = new IdentityReader(signedUsers);
        this.sessionIds = sessionIdAliases.stream().map(HeaderField::sessionId).toList();
    }

    /** @throws dev.talaria.error.ApiException for the first fault in the order session key, session id, identity, others */
    public RequestHeaders read(Headers headers, ApiKey key) {
        if (key.isAnonymous()) {
            refuseSessionHeaders(headers);
        }
        IdentityPolicy policy = key.policy().identity();
        Optional<String> sessionKey = sessionKey(headers, policy);
        Optional<String> sessionId = key.isAnonymous() ? Optional.empty() : sessionId(headers, policy.headers());
        Identity identity = key.isAnonymous() ? Identity.NONE : identities.read(headers, policy.headers());
        Optional<String> idempotencyKey = IDEMPOTENCY_KEY.read(headers.apply(IDEMPOTENCY_KEY.name()));
        Optional<String> lastEventId = LAST_EVENT_ID.read(headers.apply(LAST_EVENT_ID.name()));
        return new RequestHeaders(sessionId.orElse(null), sessionKey.orElse(null), identity, idempotencyKey.orElse(null),
                lastEventId.orElse(null), preferences(headers, key), TraceContext.of(headers.apply(TraceContext.PARENT),
                headers.apply(TraceContext.STATE)));
    }

    /**
     * A client that always sends the whole conversation regenerates and edits a first message by a body that shows nothing of the old one.
     */
    private static Preferences preferences(Headers headers, ApiKey key) {
        Preferences said = new PreferenceHeaders(headers, key.policy().preferences()).read();
        boolean whole = said.history() == Preferences.History.AUTO && !key.isAnonymous() && sendsWholeHistory(headers);
        return whole ? said.withHistory(Preferences.History.CLIENT) : said;
    }

    private static boolean sendsWholeHistory(Headers headers) {
        for (String name : headers.names()) {
            if (name.regionMatches(true, 0, WHOLE_HISTORY_PREFIX, 0, WHOLE_HISTORY_PREFIX.length())
                    && headers.apply(name).stream().anyMatch(value -> !CleanText.isAbsent(CleanText.trim(value)))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds what only the body tells. A request that names no session gets a derived one, which never scopes memory.
     *
     * @throws dev.talaria.error.ApiException if the body's {@code user} is not clean text
     */
    public RequestScope finish(String requestId, ApiKey key, RequestHeaders headers, BodyFacts facts, AgentScope asked) {
        IdentityPolicy policy = key.policy().identity();
        Identity identity = key.isAnonymous() ? Identity.NONE : withUser(headers.identity(), facts, policy);
        String tenant = key.tenant().name();
        String owner = policy.owner(key.name(), identity);
        String sessionKey = headers.sessionKey();
        String id = headers.sessionId();
        SessionRef session = id != null ? SessionRef.named(tenant, owner, id)
                : SessionRef.derive(key.caller(), owner, sessionKey == null ? "" : sessionKey, identity.userId().orElse(""),
                        agents.distinction(asked.answering()) + facts.systemText(), DocumentPrompt.question(facts.firstUserMessage()));
        String remembering = asked.answering() == null ? agents.usual(key.policy().grants()) : asked.answering();
        UnaryOperator<MemoryScope> sharing = scope -> agents.memory(remembering, scope);
        MemoryScope memory = policy.memory(tenant, owner, sessionKey, id, identity).map(sharing).orElse(null);
        List<MemoryScope> alsoRead = policy.alsoRead(tenant, identity).stream().map(sharing).toList();
        return new RequestScope(requestId, key.caller(), session, sessionKey, identity, memory, headers.idempotencyKey(), alsoRead,
                asked.passing(agents.passedThrough(key.policy().grants())), headers.trace());
    }

    /** As {@link #finish(String, ApiKey, RequestHeaders, BodyFacts, AgentScope)}, for the default agent. */
    RequestScope finish(String requestId, ApiKey key, RequestHeaders headers, BodyFacts facts) {
        return finish(requestId, key, headers, facts, AgentScope.DEFAULT);
    }

    /**
     * Returns the same headers for a session from the path or the body.
     *
     * @throws dev.talaria.error.ApiException if the API key fixes another
     */
    public static RequestHeaders inSession(ApiKey key, RequestHeaders headers, String session) {
        if (key.policy().identity().headers().fixedValue(HeaderNames.SESSION_ID).filter(fixed -> !fixed.equals(session)).isPresent()) {
            throw IdentityReader.notAllowed(HeaderNames.SESSION_ID);
        }
        return headers.inSession(session);
    }

    /** Returns the headers that stand in for {@code X-Hermes-Session-Id}. */
    public List<String> sessionIdAliases() {
        return sessionIds.stream().map(HeaderField::name).toList();
    }

    private static Optional<String> sessionKey(Function<String, List<String>> headers, IdentityPolicy policy) {
        String name = HeaderNames.SESSION_KEY;
        Optional<String> sent = HeaderField.SESSION_KEY.read(headers.apply(name));
        Optional<String> fixed = policy.headers().fixedValue(name);
        if (sent.isPresent() && (!policy.takesSessionKeys() || !policy.headers().allows(name) || fixed.isPresent() && !fixed.equals(sent)
                || !sent.get().startsWith(policy.headers().sessionKeyPrefix()))) {
            throw IdentityReader.notAllowed(name);
        }
        return fixed.or(() -> sent).or(() -> Optional.ofNullable(policy.defaultSessionKey())).filter(key -> policy.takesSessionKeys());
    }

    private Optional<String> sessionId(Function<String, List<String>> headers, HeaderRules rules) {
        Optional<String> sent = sessionId(HeaderField.SESSION_ID, headers);
        Optional<String> fixed = rules.fixedValue(HeaderNames.SESSION_ID);
        if (sent.isPresent() && (!rules.allows(HeaderNames.SESSION_ID) || fixed.isPresent() && !fixed.equals(sent))) {
            throw IdentityReader.notAllowed(HeaderNames.SESSION_ID);
        }
        if (fixed.isPresent() || sent.isPresent() || !rules.allows(HeaderNames.SESSION_ID)) {
            return fixed.or(() -> sent);
        }
        return sessionIds.stream().flatMap(alias -> sessionId(alias, headers).stream()).findFirst();
    }

    private static Optional<String> sessionId(HeaderField field, Function<String, List<String>> headers) {
        Optional<String> id = field.read(headers.apply(field.name()));
        if (id.filter(ScopeReader::looksLikePath).isPresent()) {
            throw field.fault();
        }
        return id;
    }

    private static void refuseSessionHeaders(Function<String, List<String>> headers) {
        for (HeaderField field : List.of(HeaderField.SESSION_KEY, HeaderField.SESSION_ID)) {
            if (field.isSent(headers.apply(field.name()))) {
                throw ErrorCode.SESSION_HEADER_NOT_ALLOWED.at(field.name(),
                        field.name() + " requires API key authentication. Configure TALARIA_API_KEY to enable it.");
            }
        }
    }

    /** A body's user is no more signed than a header's. */
    private static Identity withUser(Identity identity, BodyFacts facts, IdentityPolicy policy) {
        Optional<String> user = facts.user().map(CleanText::trim).filter(text -> !CleanText.isAbsent(text));
        if (user.filter(ScopeReader::isUnfit).isPresent()) {
            throw ErrorCode.INVALID_VALUE.at("user", "'user' must have at most 256 characters and no control characters");
        }
        if (identity.userId().isPresent()) {
            return identity;
        }
        boolean counts = !policy.headers().signedOnly() && policy.headers().allows(Identity.USER_ID);
        return user.filter(text -> counts).or(() -> Optional.ofNullable(policy.defaultUserId()))
                .map(id -> identity.with(Identity.USER_ID, id)).orElse(identity);
    }

    /** Returns whether a text from elsewhere than the header is a valid session id, by the same rules. */
    public static boolean isSessionId(String text) {
        return !CleanText.isAbsent(text) && !isUnfit(text) && !looksLikePath(text);
    }

    /**
     * Returns the error for an invalid session id in a body; the message states the rule.
     *
     * @param param the field
     */
    public static ApiException invalidSessionId(String param) {
        return ErrorCode.INVALID_SESSION_ID.at(param, HeaderField.INVALID_SESSION_ID);
    }

    /** Rejects path-like ids: a session id may one day name a file. */
    private static boolean looksLikePath(String sessionId) {
        return sessionId.contains("..") || sessionId.indexOf('/') >= 0 || sessionId.indexOf('\\') >= 0;
    }

    private static boolean isUnfit(String text) {
        return CleanText.hasControl(text) || CleanText.isTooLong(text);
    }
}
