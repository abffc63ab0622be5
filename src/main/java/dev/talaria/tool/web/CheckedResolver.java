package dev.talaria.tool.web;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves the names of hosts for connections, and refuses a name if any of its addresses may not be connected. A connection goes to the
 * addresses that were checked: nothing resolves the name again. Safe for many threads; blocks.
 */
final class CheckedResolver implements DnsResolver {
    /** Resolves names, as {@link InetAddress#getAllByName} does. */
    @FunctionalInterface
    interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /** The name has an address that may not be connected. */
    static final class ForbiddenAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        ForbiddenAddressException(String host) {
            super(host);
        }
    }

    private final Names names;
    private final Predicate<InetAddress> allowed;

    CheckedResolver(Names names, Predicate<InetAddress> allowed) {
        this.names = Objects.requireNonNull(names);
        this.allowed = Objects.requireNonNull(allowed);
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = names.of(host);
        if (found.length == 0) {
            throw new UnknownHostException(host);
        }
        boolean embedded = host.indexOf(':') >= 0 && Arrays.stream(found).anyMatch(Inet4Address.class::isInstance);
        if (embedded || !Arrays.stream(found).allMatch(allowed)) {
            throw new ForbiddenAddressException(host);
        }
        return found;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
