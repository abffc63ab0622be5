package dev.talaria.api.http.request;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Determines the client's address: the peer, or what a configured proxy says of its own peer. Does no name look-ups. Immutable. */
public final class ClientAddress {
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+");
    private static final Pattern PORT = Pattern.compile("^\\[?([^\\]]*)](:\\d+)?$|^([^:]*):\\d+$");
    private static final int ONE_CALLER_BYTES = 8;

    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                if (((address[bit / 8] ^ other[bit / 8]) & 0x80 >> bit % 8) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> proxies;

    /**
     * @param proxies addresses, or networks such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException if one of them is neither
     */
    public ClientAddress(List<String> proxies) {
        this.proxies = proxies.stream().map(ClientAddress::network).toList();
    }

    /**
     * Returns one name for one caller: an IPv4 address, or the 64-bit IPv6 network of one subscriber.
     *
     * @param forwardedFor the values of {@code X-Forwarded-For}; the nearest hop is last
     */
    public String of(String peer, List<String> forwardedFor) {
        Optional<byte[]> client = literal(peer);
        List<String> hops = new ArrayList<>();
        forwardedFor.forEach(value -> hops.addAll(Arrays.asList(value.split(","))));
        for (int i = hops.size() - 1; i >= 0 && client.filter(this::isProxy).isPresent(); i--) {
            Optional<byte[]> hop = literal(hops.get(i));
            if (hop.isEmpty()) {
                break;
            }
            client = hop;
        }
        return client.map(ClientAddress::name).orElse(peer);
    }

    /** Returns whether a request seems to come through a proxy that is not configured, so that all its clients count as one. */
    public boolean isUnknownProxy(String peer, List<String> forwardedFor) {
        return forwardedFor.stream().anyMatch(value -> !value.isBlank()) && literal(peer).filter(this::isProxy).isEmpty();
    }

    private boolean isProxy(byte[] address) {
        return proxies.stream().anyMatch(network -> network.contains(address));
    }

    private static String name(byte[] address) {
        byte[] caller = address.length == 4 ? address : Arrays.copyOf(Arrays.copyOf(address, ONE_CALLER_BYTES), address.length);
        try {
            return InetAddress.getByAddress(caller).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + caller.length + " bytes", e);
        }
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        byte[] address = literal(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException("no address or network: " + text));
        int most = address.length * Byte.SIZE;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits > most) {
            throw new IllegalArgumentException("no network: " + text);
        }
        return new Network(address, bits);
    }

    private static Optional<byte[]> literal(String text) {
        String plain = text.strip();
        var withPort = PORT.matcher(plain);
        if (withPort.matches()) {
            plain = withPort.group(1) != null ? withPort.group(1) : withPort.group(3);
        }
        int zone = plain.indexOf('%');
        String address = zone < 0 ? plain : plain.substring(0, zone);
        if (!LITERAL.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(address).getAddress());
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }
}
