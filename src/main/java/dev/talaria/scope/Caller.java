package dev.talaria.scope;

import java.util.Objects;

/**
 * The API key that matched, by name, and the tenant it belongs to.
 *
 * @param anonymous no API key is configured and anonymous use was switched on
 */
public record Caller(String tenant, String apiKey, boolean anonymous) {
    public Caller {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(apiKey);
    }
}
