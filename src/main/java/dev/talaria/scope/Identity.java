package dev.talaria.scope;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The user as the caller states it: the six identity headers as parsed, by header name in canonical spelling. */
public record Identity(Map<String, String> headers) {
    public static final String USER_ID = "X-Hermes-User-Id";
    public static final String USER_NAME = "X-Hermes-User-Name";
    public static final String CHAT_ID = "X-Hermes-Chat-Id";
    /** All identity headers, in the order in which they are checked. */
    public static final List<String> HEADERS = List.of(USER_ID, USER_NAME, CHAT_ID, "X-Hermes-Chat-Name", "X-Hermes-Chat-Type",
            "X-Hermes-Thread-Id");
    public static final Identity NONE = new Identity(Map.of());

    public Identity {
        headers = Map.copyOf(headers);
    }

    public Optional<String> userId() {
        return value(USER_ID);
    }

    public Optional<String> userName() {
        return value(USER_NAME);
    }

    public Optional<String> chatId() {
        return value(CHAT_ID);
    }

    /** @param header a name of {@link #HEADERS} */
    public Optional<String> value(String header) {
        return Optional.ofNullable(headers.get(header));
    }

    public Identity with(String header, String value) {
        Map<String, String> copy = new HashMap<>(headers);
        copy.put(header, value);
        return new Identity(copy);
    }
}
