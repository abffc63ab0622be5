package dev.talaria.api.http.request;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestHeaders;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The only reader of identity and session headers, a pure function over header name and raw values; it also finishes the
 * scope once the body is known. Immutable.
 */
public final class ScopeReader {
    private static final List<HeaderField> IDENTITY = HeaderNames.IDENTITY.stream().map(HeaderField::identity).toList();
    /** What counts where the header of the same meaning is absent. */
    private static final Map<String, HeaderField> STAND_INS = Map.of(
            Identity.USER_ID, HeaderField.identity("X-OpenWebUI-User-Id"),
            Identity.USER_NAME, HeaderField.identity("X-OpenWebUI-User-Name").percentDecoded(),
            "X-Hermes-Chat-Id", HeaderField.identity("X-OpenWebUI-Chat-Id"));
    private static final HeaderField IDEMPOTENCY_KEY = HeaderField.of(HeaderNames.IDEMPOTENCY_KEY, ErrorCode.INVALID_HEADER);
    private static final HeaderField LAST_EVENT_ID = HeaderField.of("Last-Event-ID", ErrorCode.INVALID_HEADER);
    /** Every session is its whole tenant's: no API key's policy narrows it to a user. */
    private static final String OWNER = "";

    private final Optional<String> sessionKeyDefault;

    /**
     * @param sessionKeyDefault counts where a caller sends no session key
     * @throws IllegalArgumentException where it would not be accepted in a header
     */
    public ScopeReader(Optional<String> sessionKeyDefault) {
        this.sessionKeyDefault = sessionKeyDefault.map(CleanText::trim).filter(key -> !key.isEmpty());
        if (this.sessionKeyDefault.filter(ScopeReader::isUnfit).isPresent()) {
            throw new IllegalArgumentException("the default session key holds a control character or is longer than 256 characters");
        }
    }

    /**
     * @param headers the values of a header as the container gives them, one char for each byte; an empty list where it was not sent
     * @throws dev.talaria.error.ApiException for the first fault in the order session key, session id, identity, the others
     */
    public RequestHeaders read(Function<String, List<String>> headers, Caller caller) {
        if (caller.anonymous()) {
            refuseSessionHeaders(headers);
        }
        Optional<String> sessionKey = HeaderField.SESSION_KEY.read(headers.apply(HeaderNames.SESSION_KEY)).or(() -> sessionKeyDefault);
        Optional<String> sessionId = HeaderField.SESSION_ID.read(headers.apply(HeaderNames.SESSION_ID));
        if (sessionId.filter(ScopeReader::looksLikePath).isPresent()) {
            throw HeaderField.SESSION_ID.fault();
        }
        Identity identity = caller.anonymous() ? Identity.NONE : identity(headers);
        Optional<String> idempotencyKey = IDEMPOTENCY_KEY.read(headers.apply(IDEMPOTENCY_KEY.name()));
        Optional<String> lastEventId = LAST_EVENT_ID.read(headers.apply(LAST_EVENT_ID.name()));
        return new RequestHeaders(sessionId.orElse(null), sessionKey.orElse(null), identity, idempotencyKey.orElse(null),
                lastEventId.orElse(null), new PreferenceHeaders(headers).read());
    }

    /**
     * Adds what only the body knows. A request that names no session gets a derived one, which never scopes memory.
     *
     * @throws dev.talaria.error.ApiException where the body's {@code user} is no clean text
     */
    public RequestScope finish(String requestId, Caller caller, RequestHeaders headers, BodyFacts facts) {
        Identity identity = caller.anonymous() ? Identity.NONE : withUser(headers.identity(), facts);
        String key = headers.sessionKey();
        String id = headers.sessionId();
        SessionRef session = id != null ? SessionRef.named(caller.tenant(), OWNER, id)
                : SessionRef.derive(caller, OWNER, key == null ? "" : key, identity.userId().orElse(""),
                        facts.systemText(), facts.firstUserMessage());
        return new RequestScope(requestId, caller, session, key, identity, memory(caller, key, id), headers.idempotencyKey());
    }

    private static MemoryScope memory(Caller caller, String key, String sentId) {
        if (key != null) {
            return MemoryScope.ofKey(caller.tenant(), key);
        }
        return sentId == null ? null : MemoryScope.ofSession(caller.tenant(), OWNER, sentId);
    }

    private static void refuseSessionHeaders(Function<String, List<String>> headers) {
        for (HeaderField field : List.of(HeaderField.SESSION_KEY, HeaderField.SESSION_ID)) {
            if (field.isSent(headers.apply(field.name()))) {
                throw ErrorCode.SESSION_HEADER_NOT_ALLOWED.at(field.name(),
                        field.name() + " requires API key authentication. Configure TALARIA_API_KEY to enable it.");
            }
        }
    }

    private static Identity identity(Function<String, List<String>> headers) {
        Map<String, String> understood = new HashMap<>();
        for (HeaderField field : IDENTITY) {
            field.read(headers.apply(field.name())).or(() -> standIn(field.name(), headers))
                    .ifPresent(value -> understood.put(field.name(), value));
        }
        return new Identity(understood);
    }

    private static Optional<String> standIn(String name, Function<String, List<String>> headers) {
        return Optional.ofNullable(STAND_INS.get(name)).flatMap(field -> field.read(headers.apply(field.name())));
    }

    private static Identity withUser(Identity identity, BodyFacts facts) {
        Optional<String> user = facts.user().map(CleanText::trim).filter(text -> !CleanText.isAbsent(text));
        if (user.filter(ScopeReader::isUnfit).isPresent()) {
            throw ErrorCode.INVALID_VALUE.at("user", "'user' must hold no control characters and 256 characters at the most");
        }
        if (user.isEmpty() || identity.userId().isPresent()) {
            return identity;
        }
        Map<String, String> headers = new HashMap<>(identity.headers());
        headers.put(Identity.USER_ID, user.get());
        return new Identity(headers);
    }

    /** Whether a text from elsewhere than the header may be the id of a session: the same rules. */
    public static boolean isSessionId(String text) {
        return !CleanText.isAbsent(text) && !isUnfit(text) && !looksLikePath(text);
    }

    /** A session id may one day name a file. */
    private static boolean looksLikePath(String sessionId) {
        return sessionId.contains("..") || sessionId.indexOf('/') >= 0 || sessionId.indexOf('\\') >= 0;
    }

    private static boolean isUnfit(String text) {
        return CleanText.hasControl(text) || CleanText.isTooLong(text);
    }
}
