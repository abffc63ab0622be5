package dev.talaria.scope;

import dev.talaria.scope.IdentityPolicy.Kind;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A memory scope that callers read beside their own and never write: {@code user}, {@code user+chat}, {@code session-key:TEXT} or
 * {@code template:TEXT}, which are the scopes that keys of these policies write. The text may contain identity headers in braces.
 *
 * @param kind of the policy by which the scope is written
 * @param text for a session key, which needs no header, and for a template; else null
 */
public record ReadAlso(Kind kind, @Nullable String text) {
    private static final String BEGINS = ":";
    private static final String NO_HEADER = "{";

    /** @throws IllegalArgumentException if the text is none of the forms */
    public static ReadAlso of(String text) {
        int end = text.indexOf(BEGINS);
        String word = (end < 0 ? text : text.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        String rest = end < 0 ? null : text.substring(end + 1).strip();
        Kind kind = Kind.of(word).filter(known -> known != Kind.API_KEY).orElseThrow(ReadAlso::refused);
        boolean wantsText = kind == Kind.SESSION_KEY || kind == Kind.TEMPLATE;
        if (wantsText != (rest != null && !rest.isEmpty())) {
            throw refused();
        }
        ReadAlso also = new ReadAlso(kind, rest);
        if (kind == Kind.TEMPLATE || rest != null && rest.contains(NO_HEADER)) {
            also.template();
        }
        return also;
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("user, user+chat, session-key:TEXT or template:TEXT, with identity headers in braces");
    }

    private ScopeTemplate template() {
        if (text == null) {
            throw refused();
        }
        return new ScopeTemplate(text);
    }

    /** Returns the form that {@link #of} reads. */
    public String wire() {
        return text == null ? kind.wire() : kind.wire() + BEGINS + text;
    }

    /**
     * Returns the scope; empty if a header is missing, or if the policy does not let its callers choose it.
     *
     * @param rules    the policy's
     * @param identity as read under these rules
     */
    Optional<MemoryScope> scope(String tenant, HeaderRules rules, boolean takesSessionKeys, Identity identity) {
        Identity trusted = rules.signedOnly() ? proven(rules, identity) : identity;
        return switch (kind) {
            case USER -> trusted.userId().map(id -> MemoryScope.ofUser(tenant, id));
            case USER_AND_CHAT -> trusted.userId()
                    .flatMap(id -> trusted.chatId().map(chat -> MemoryScope.ofUserAndChat(tenant, id, chat)));
            case TEMPLATE -> template().parts(trusted).map(parts -> MemoryScope.ofTemplate(tenant, parts));
            case SESSION_KEY -> sessionKey(trusted).filter(key -> !takesSessionKeys || key.startsWith(rules.sessionKeyPrefix()))
                    .map(key -> MemoryScope.ofKey(tenant, key));
            case API_KEY -> Optional.empty();
        };
    }

    /** A literal key is the operator's word. */
    private Optional<String> sessionKey(Identity identity) {
        return text == null || !text.contains(NO_HEADER) ? Optional.ofNullable(text) : template().filled(identity);
    }

    /** Where a user must be proven by a signature, other headers prove nothing, except what the key fixes, which is the operator's word. */
    private static Identity proven(HeaderRules rules, Identity identity) {
        Identity proven = Identity.NONE;
        for (String header : Identity.HEADERS) {
            Optional<String> value = identity.value(header)
                    .filter(said -> header.equals(Identity.USER_ID) || rules.fixedValue(header).isPresent());
            proven = value.isPresent() ? proven.with(header, value.get()) : proven;
        }
        return proven;
    }
}
