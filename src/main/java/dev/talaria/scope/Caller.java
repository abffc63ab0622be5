package dev.talaria.scope;

import java.util.Objects;

/**
 * The matched API key by name, its tenant, and the grants of its runs.
 *
 * @param anonymous whether no API key is configured and anonymous use is switched on
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
