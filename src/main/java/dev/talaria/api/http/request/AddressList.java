package dev.talaria.api.http.request;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses and networks, as a setting lists them. Does no name look-ups. Immutable. */
public final class AddressList {
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+");
    private static final Pattern PORT = Pattern.compile("^\\[?([^\\]]*)](:\\d+)?$|^([^:]*):\\d+$");

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

    private final List<Network> networks;

    /**
     * @param texts addresses, or networks such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException if one of them is neither
     */
    public AddressList(List<String> texts) {
        networks = texts.stream().map(AddressList::network).toList();
    }

    boolean contains(byte[] address) {
        return networks.stream().anyMatch(network -> network.contains(address));
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

    /** Returns the address in a text, which may have a port; empty if it is none. */
    static Optional<byte[]> literal(String text) {
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
