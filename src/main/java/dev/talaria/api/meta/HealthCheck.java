package dev.talaria.api.meta;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;

/**
 * The health of one part of the server.
 *
 * @param details members shown beside the status; no secrets, no paths of users
 */
public record HealthCheck(Status status, JsonObject details) {
    /** In ascending order of severity. */
    public enum Status {
        OK, DEGRADED, ERROR;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public HealthCheck {
        Objects.requireNonNull(status);
        Objects.requireNonNull(details);
    }

    public static HealthCheck ok() {
        return new HealthCheck(Status.OK, JsonValue.EMPTY_JSON_OBJECT);
    }

    public static HealthCheck degraded(String reason) {
        return new HealthCheck(Status.DEGRADED, JsonValue.EMPTY_JSON_OBJECT).with("message", reason);
    }

    public static HealthCheck error(String reason) {
        return new HealthCheck(Status.ERROR, JsonValue.EMPTY_JSON_OBJECT).with("message", reason);
    }

    public HealthCheck with(String name, String value) {
        return new HealthCheck(status, Json.with(details, name, Json.string(value)));
    }

    public HealthCheck with(String name, JsonValue value) {
        return new HealthCheck(status, Json.with(details, name, value));
    }

    public HealthCheck with(String name, long value) {
        return new HealthCheck(status, Json.builders().createObjectBuilder(details).add(name, value).build());
    }

    JsonObject json() {
        return Json.builders().createObjectBuilder().add("status", status.wire())
                .addAll(Json.builders().createObjectBuilder(details)).build();
    }

    static Status worst(Collection<HealthCheck> checks) {
        return checks.stream().map(HealthCheck::status).max(Comparator.naturalOrder()).orElse(Status.OK);
    }
}
