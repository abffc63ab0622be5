package dev.talaria.api.http;

import java.util.Map;
import java.util.Objects;

/** A whole JSON reply. */
public record Reply(int status, String json, Map<String, String> headers) {
    public Reply {
        Objects.requireNonNull(json);
        headers = Map.copyOf(headers);
    }

    public static Reply ok(String json) {
        return new Reply(200, json, Map.of());
    }
}
