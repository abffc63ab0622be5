package dev.talaria.api.http.request;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Determines the client's address: the peer, or what a configured proxy says of its own peer. Does no name look-ups. Immutable. */
public final class ClientAddress {
    private static final int ONE_CALLER_BYTES = 8;

    private final AddressList proxies;

    /**
     * @param proxies addresses, or networks such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException if one of them is neither
     */
    public ClientAddress(List<String> proxies) {
        this.proxies = new AddressList(proxies);
    }

    /**
     * Returns one name for one caller: an IPv4 address, or the 64-bit IPv6 network of one subscriber.
     *
     * @param forwardedFor the values of {@code X-Forwarded-For}; the nearest hop is last
     */
    public String of(String peer, List<String> forwardedFor) {
        return client(peer, forwardedFor).map(ClientAddress::name).orElse(peer);
    }

    /** Returns whether the client's address is listed. */
    public boolean isIn(AddressList list, String peer, List<String> forwardedFor) {
        return client(peer, forwardedFor).filter(list::contains).isPresent();
    }

    private Optional<byte[]> client(String peer, List<String> forwardedFor) {
        Optional<byte[]> client = AddressList.literal(peer);
        List<String> hops = new ArrayList<>();
        forwardedFor.forEach(value -> hops.addAll(Arrays.asList(value.split(","))));
        for (int i = hops.size() - 1; i >= 0 && client.filter(this::isProxy).isPresent(); i--) {
            Optional<byte[]> hop = AddressList.literal(hops.get(i));
            if (hop.isEmpty()) {
                break;
            }
            client = hop;
        }
        return client;
    }

    /** Returns whether a request seems to come through a proxy that is not configured, so that all its clients count as one. */
    public boolean isUnknownProxy(String peer, List<String> forwardedFor) {
        return forwardedFor.stream().anyMatch(value -> !value.isBlank()) && AddressList.literal(peer).filter(this::isProxy).isEmpty();
    }

    private boolean isProxy(byte[] address) {
        return proxies.contains(address);
    }

    private static String name(byte[] address) {
        byte[] caller = address.length == 4 ? address : Arrays.copyOf(Arrays.copyOf(address, ONE_CALLER_BYTES), address.length);
        try {
            return InetAddress.getByAddress(caller).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + caller.length + " bytes", e);
        }
    }
}
