package dev.talaria.config;

import static dev.talaria.config.ConfigKey.key;
import static dev.talaria.config.ConfigKey.optional;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the agent may read of the web, where it is offered the toolset {@code web}.
 *
 * @param hosts   names in lower case, and {@code *.name} for all names below one; empty for any
 * @param timeout for a page with its redirects
 */
public record WebConfig(List<String> hosts, Set<Integer> ports, Duration timeout) {
    public WebConfig {
        hosts = List.copyOf(hosts);
        ports = Set.copyOf(ports);
    }

    static WebConfig of(Settings settings) {
        return new WebConfig(
                settings.find(optional("web.hosts", ValueTypes.hosts(),
                        "The hosts whose pages the toolset `web` reads; without them, every "
                        + "public host.")).orElse(List.of()),
                Set.copyOf(settings.value(key("web.ports", ValueTypes.ports(), "80, 443", "The ports from which it reads."))),
                settings.value(key("web.timeout", ValueTypes.duration("100ms", "10m"), "20s",
                        "How long a page may take, with its redirects.")));
    }
}
