package dev.talaria.scope;

import java.util.Map;
import java.util.Optional;

/** Who the caller says its user is: the six identity headers as understood, by header name in canonical spelling. */
public record Identity(Map<String, String> headers) {
    public static final String USER_ID = "X-Hermes-User-Id";
    public static final String USER_NAME = "X-Hermes-User-Name";
    public static final Identity NONE = new Identity(Map.of());

    public Identity {
        headers = Map.copyOf(headers);
    }

    public Optional<String> userId() {
        return Optional.ofNullable(headers.get(USER_ID));
    }

    public Optional<String> userName() {
        return Optional.ofNullable(headers.get(USER_NAME));
    }
}
