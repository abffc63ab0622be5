package dev.talaria.scope;

import java.util.Objects;

/**
 * The API key that matched, by name, the tenant it belongs to, and what its runs may use.
 *
 * @param anonymous no API key is configured and anonymous use was switched on
 */
public record Caller(String tenant, String apiKey, boolean anonymous, Grants grants) {
    public Caller {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(apiKey);
        Objects.requireNonNull(grants);
    }

    public Caller(String tenant, String apiKey, boolean anonymous) {
        this(tenant, apiKey, anonymous, Grants.ALL);
    }
}
