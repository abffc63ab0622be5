package dev.talaria.api.http.request;

import dev.talaria.access.SignedUsers;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.scope.HeaderRules;
import dev.talaria.scope.Identity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Determines a request's user: by what the API key fixes, then by a signed token, then by the header itself, then by Open WebUI's
 * corresponding header. Rejects a header that contradicts one of the first two. Immutable.
 */
final class IdentityReader {
    private static final List<HeaderField> FIELDS = Identity.HEADERS.stream().map(HeaderField::identity).toList();
    /** The headers that stand in for absent ones of the same meaning. */
    private static final Map<String, HeaderField> STAND_INS = Map.of(
            Identity.USER_ID, HeaderField.identity("X-OpenWebUI-User-Id"),
            Identity.USER_NAME, HeaderField.identity("X-OpenWebUI-User-Name").percentDecoded(),
            Identity.CHAT_ID, HeaderField.identity("X-OpenWebUI-Chat-Id"));
    private static final String TOKEN = "X-OpenWebUI-User-Jwt";
    /** What a token certifies. */
    private static final Set<String> SIGNED = Set.of(Identity.USER_ID, Identity.USER_NAME);

    private final Optional<SignedUsers> signedUsers;

    IdentityReader(Optional<SignedUsers> signedUsers) {
        this.signedUsers = signedUsers;
    }

    Identity read(Function<String, List<String>> headers, HeaderRules rules) {
        Map<String, String> signed = signedUsers.map(users -> signed(headers.apply(TOKEN), users)).orElse(Map.of());
        Map<String, String> understood = new HashMap<>();
        for (HeaderField field : FIELDS) {
            value(field, headers, rules, signed).ifPresent(value -> understood.put(field.name(), value));
        }
        return new Identity(understood);
    }

    static ApiException notAllowed(String header) {
        return ErrorCode.SESSION_HEADER_NOT_ALLOWED.at(header, header + " is not allowed by the policy of this API key");
    }

    private static Optional<String> value(HeaderField field, Function<String, List<String>> headers, HeaderRules rules,
                                          Map<String, String> signed) {
        String name = field.name();
        boolean tokenOnly = rules.signedOnly() && SIGNED.contains(name);
        Optional<String> sent = field.read(headers.apply(name));
        Optional<String> vouched = Optional.ofNullable(signed.get(name));
        Optional<String> held = rules.fixedValue(name).or(() -> vouched);
        boolean contradicted = held.isPresent() && (differs(sent, held) || differs(vouched, held));
        if (contradicted || sent.isPresent() && (!rules.allows(name) || tokenOnly && held.isEmpty())) {
            throw notAllowed(name);
        }
        if (held.isPresent() || tokenOnly) {
            return held;
        }
        return sent.or(() -> rules.allows(name) ? standIn(name, headers) : Optional.empty());
    }

    private static boolean differs(Optional<String> value, Optional<String> held) {
        return value.isPresent() && !value.equals(held);
    }

    private static Optional<String> standIn(String name, Function<String, List<String>> headers) {
        return Optional.ofNullable(STAND_INS.get(name)).flatMap(field -> field.read(headers.apply(field.name())));
    }

    private static Map<String, String> signed(List<String> values, SignedUsers users) {
        List<String> tokens = values.stream().map(CleanText::trim).filter(text -> !CleanText.isAbsent(text)).distinct().toList();
        if (tokens.isEmpty()) {
            return Map.of();
        }
        Map<String, String> clean = new HashMap<>();
        Map<String, String> said = tokens.size() > 1 ? null : users.read(tokens.get(0)).orElse(null);
        if (said == null || said.values().stream().anyMatch(IdentityReader::isUnfit)) {
            throw ErrorCode.INVALID_IDENTITY_HEADER.at(TOKEN, "Invalid " + TOKEN + " header");
        }
        said.forEach((name, value) -> clean.put(name, CleanText.trim(value)));
        return clean;
    }

    private static boolean isUnfit(String text) {
        return CleanText.hasControl(text) || CleanText.isTooLong(text) || CleanText.isAbsent(CleanText.trim(text));
    }
}
