package dev.talaria.config;

import static dev.talaria.config.ConfigKey.optional;

import java.util.List;
import java.util.Optional;

/**
 * Who may read {@code /metrics}. Without either setting, API keys of server admins may.
 *
 * @param key       opens nothing else
 * @param addresses addresses or networks; empty for all
 */
public record MetricsConfig(Optional<Secret> key, List<String> addresses) {
    public MetricsConfig {
        addresses = List.copyOf(addresses);
    }

    static MetricsConfig of(Settings settings) {
        return new MetricsConfig(
                settings.find(optional("metrics.key", ValueTypes.secret(), "A key that reads `/metrics` and may do nothing else, sent as "
                        + "an API key is. API keys of server admins read `/metrics` too.").hidden()),
                settings.find(optional("metrics.addresses", ValueTypes.networks(), "The only addresses from which `/metrics` can be read; "
                        + "unless `talaria.metrics.key` is set, they need no key."))
                        .orElse(List.of()));
    }

    /** Returns whether the address alone decides. */
    public boolean withoutKey() {
        return key.isEmpty() && !addresses.isEmpty();
    }
}
