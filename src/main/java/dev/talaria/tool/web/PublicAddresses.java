package dev.talaria.tool.web;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells addresses of the public internet from all others: private and shared networks, loopback, link-local (where clouds serve their
 * metadata), multicast, documentation, and IPv6 addresses that stand for an IPv4 address. Pure functions.
 */
final class PublicAddresses {
    /** What the registries of special-purpose addresses hold and a page of the web never has (RFC 6890 and later). */
    private static final List<Network> SPECIAL = Stream.of("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Of IPv6's global addresses: protocols' own with Teredo, documentation, 6to4.
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20").map(Network::of).toList();
    /** All other IPv6 addresses are not global: mapped, compatible, translated (NAT64), unique-local, link-local, multicast. */
    private static final Network GLOBAL = Network.of("2000::/3");

    private PublicAddresses() {
    }

    private record Network(byte[] prefix, int bits) {
        static Network of(String text) {
            String[] parts = text.split("/");
            try {
                // A literal: nothing is looked up.
                return new Network(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }

        boolean has(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    static boolean has(InetAddress address) {
        byte[] bytes = address.getAddress();
        return (address instanceof Inet4Address || GLOBAL.has(bytes)) && SPECIAL.stream().noneMatch(network -> network.has(bytes));
    }
}
