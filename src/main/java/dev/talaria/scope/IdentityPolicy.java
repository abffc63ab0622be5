package dev.talaria.scope;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an API key maps its callers' identity to a memory scope and to the owner of sessions. The only place that decides it.
 *
 * @param template          for {@link Kind#TEMPLATE} only, else null
 * @param defaultSessionKey used if no session key is sent; null for none
 * @param defaultUserId     used if no user is known; null for none
 * @param readAlso          further scopes that callers with a memory scope read
 */
public record IdentityPolicy(Kind kind, @Nullable ScopeTemplate template, HeaderRules headers, @Nullable String defaultSessionKey,
                             @Nullable String defaultUserId, List<ReadAlso> readAlso) {
    /** The session key names the memory and the whole tenant owns the sessions. */
    public static final IdentityPolicy SESSION_KEY = new IdentityPolicy(Kind.SESSION_KEY, null, HeaderRules.NONE, null, null);
    private static final String SESSION_KEY_HEADER = "X-Hermes-Session-Key";
    /** The owner for requests without a user under a policy that requires one. No user has this name, because names are trimmed. */
    static final String NOBODY = " ";
    private static final String WHOLE_TENANT = "";
    /** The prefix of an API key's name as an owner. No user's name starts with it, because names are trimmed. */
    private static final String KEY_OWNER = " ";

    /** The source of a memory scope, and the owner of sessions. */
    public enum Kind {
        /** The session key; the whole tenant owns the sessions. */
        SESSION_KEY,
        /** The session key, which must have a prefix; the API key owns the sessions. */
        API_KEY,
        USER, USER_AND_CHAT, TEMPLATE;

        /** Returns the name in configuration, e.g. {@code user+chat}. */
        public String wire() {
            return this == USER_AND_CHAT ? "user+chat" : name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Kind> of(String wire) {
            return Arrays.stream(values()).filter(kind -> kind.wire().equals(wire)).findFirst();
        }

        private boolean takesSessionKeys() {
            return this == SESSION_KEY || this == API_KEY;
        }
    }

    public IdentityPolicy {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(headers);
        readAlso = List.copyOf(readAlso);
        if (kind == Kind.API_KEY && !readAlso.isEmpty()) {
            throw new IllegalArgumentException("the policy `api-key` reads nothing but its own");
        }
        if (kind == Kind.TEMPLATE != (template != null)) {
            throw new IllegalArgumentException("a template belongs to the policy `template` and to no other");
        }
        if (!kind.takesSessionKeys() && defaultSessionKey != null) {
            throw new IllegalArgumentException("a default session key belongs to the policies `session-key` and `api-key`");
        }
        if (kind == Kind.API_KEY && headers.sessionKeyPrefix().isEmpty()) {
            throw new IllegalArgumentException("the policy `api-key` needs a prefix of session keys");
        }
        if (kind == Kind.API_KEY && headers.fixedValue(SESSION_KEY_HEADER).filter(key -> !key.startsWith(headers.sessionKeyPrefix()))
                .isPresent()) {
            throw new IllegalArgumentException("the fixed session key must begin with the prefix of session keys");
        }
        if (defaultSessionKey != null && !defaultSessionKey.startsWith(headers.sessionKeyPrefix())) {
            throw new IllegalArgumentException("the default session key must begin with the prefix of session keys");
        }
    }

    /** A policy whose callers read one scope alone. */
    public IdentityPolicy(Kind kind, @Nullable ScopeTemplate template, HeaderRules headers, @Nullable String defaultSessionKey,
                          @Nullable String defaultUserId) {
        this(kind, template, headers, defaultSessionKey, defaultUserId, List.of());
    }

    /** Returns this policy with other scopes to read. */
    public IdentityPolicy withReadAlso(List<ReadAlso> others) {
        return new IdentityPolicy(kind, template, headers, defaultSessionKey, defaultUserId, others);
    }

    /** Returns this policy with another default session key; null for none. */
    public IdentityPolicy withDefaultSessionKey(@Nullable String sessionKey) {
        return new IdentityPolicy(kind, template, headers, sessionKey, defaultUserId, readAlso);
    }

    /** Returns whether a session key has an effect under this policy. */
    public boolean takesSessionKeys() {
        return kind.takesSessionKeys();
    }

    /**
     * Returns the owner of a request's sessions, runs and responses within the tenant; empty for the whole tenant.
     *
     * @param apiKey the name of the API key that has this policy
     */
    public String owner(String apiKey, Identity identity) {
        return switch (kind) {
            case SESSION_KEY -> WHOLE_TENANT;
            case API_KEY -> KEY_OWNER + apiKey;
            case USER, USER_AND_CHAT, TEMPLATE -> identity.userId().orElse(NOBODY);
        };
    }

    /**
     * Returns the memory scope; empty if no memory may be read or written.
     *
     * @param owner         the owner of the sessions
     * @param sessionKey    null for none
     * @param sentSessionId the session id that the caller sent; null for none
     */
    public Optional<MemoryScope> memory(String tenant, String owner, @Nullable String sessionKey, @Nullable String sentSessionId,
                                        Identity identity) {
        Optional<String> user = identity.userId();
        return switch (kind) {
            case SESSION_KEY, API_KEY -> sessionKey != null ? Optional.of(MemoryScope.ofKey(tenant, sessionKey))
                    : Optional.ofNullable(sentSessionId).map(id -> MemoryScope.ofSession(tenant, owner, id));
            case USER -> user.map(id -> MemoryScope.ofUser(tenant, id));
            case USER_AND_CHAT -> user.flatMap(id -> identity.chatId().map(chat -> MemoryScope.ofUserAndChat(tenant, id, chat)));
            case TEMPLATE -> Optional.ofNullable(template).flatMap(filled -> filled.parts(identity))
                    .map(parts -> MemoryScope.ofTemplate(tenant, parts));
        };
    }

    /**
     * Returns the scopes that a request reads beside its own, in the order of the policy.
     *
     * @param identity as read under the policy's header rules
     */
    public List<MemoryScope> alsoRead(String tenant, Identity identity) {
        return readAlso.stream().flatMap(also -> also.scope(tenant, headers, takesSessionKeys(), identity).stream()).distinct().toList();
    }
}
