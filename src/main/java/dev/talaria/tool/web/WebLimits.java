package dev.talaria.tool.web;

import dev.talaria.config.WebConfig;
import dev.talaria.tool.ToolFailure;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What may be read. Immutable.
 *
 * @param hosts     names, and {@code *.name} for all names below one; empty for any
 * @param timeout   for a page with its redirects
 * @param addresses which may be connected
 */
record WebLimits(List<String> hosts, Set<Integer> ports, Duration timeout, Predicate<InetAddress> addresses) {
    private static final String BELOW = "*";

    WebLimits {
        hosts = List.copyOf(hosts);
        ports = Set.copyOf(ports);
        Objects.requireNonNull(timeout);
        Objects.requireNonNull(addresses);
    }

    /** Returns the configured limits, within the public internet. */
    static WebLimits of(WebConfig config) {
        return new WebLimits(config.hosts(), config.ports(), config.timeout(), PublicAddresses::has);
    }

    /** @throws ToolFailure if it may not be read */
    WebAddress address(String url) throws ToolFailure {
        return checked(WebAddress.of(url, ports));
    }

    /** As {@link #address}, for the target of a redirect. */
    WebAddress redirected(WebAddress from, String location) throws ToolFailure {
        return checked(from.redirected(location, ports));
    }

    private WebAddress checked(WebAddress address) throws ToolFailure {
        if (!hosts.isEmpty() && hosts.stream().noneMatch(host -> covers(host, address.host()))) {
            throw new ToolFailure(address.host() + " is not among the hosts that may be read here");
        }
        return address;
    }

    private static boolean covers(String allowed, String host) {
        return allowed.startsWith(BELOW) ? host.endsWith(allowed.substring(1)) : host.equals(allowed);
    }
}
