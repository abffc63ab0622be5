package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    private final ClientAddress addresses = new ClientAddress(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/32"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "198.51.100.1|203.0.113.9|198.51.100.1",
        "10.1.2.3|203.0.113.9|203.0.113.9",
        "10.1.2.3|203.0.113.9:4711|203.0.113.9",
        "10.1.2.3|1.1.1.1, 203.0.113.9|203.0.113.9",
        "10.1.2.3|1.1.1.1, 203.0.113.9, 10.9.9.9|203.0.113.9",
        "10.1.2.3|1.1.1.1, 203.0.113.9, 192.0.2.7 , 10.9.9.9|203.0.113.9",
        "10.1.2.3|10.9.9.9|10.9.9.9",
        "10.1.2.3|evil.example|10.1.2.3",
        "10.1.2.3|1.1.1.1, unknown, 10.9.9.9|10.9.9.9",
        "10.1.2.3|''|10.1.2.3",
        "192.0.2.8|203.0.113.9|192.0.2.8",
        "2001:db8::1|203.0.113.9|203.0.113.9",
        "[2001:db8::1]|203.0.113.9|203.0.113.9"})
    void believesOnlyProxies(String peer, String forwarded, String client) {
        assertEquals(client, addresses.of(peer, List.of(forwarded)));
    }

    @Test
    void readsTheLastOfSeveralHeadersFirst() {
        assertEquals("203.0.113.9", addresses.of("10.1.2.3", List.of("1.1.1.1", "203.0.113.9")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:aaaa:0:1::5", "2001:aaaa:0:1:ffff::9", "2001:aaaa:0:1::5%eth0", "[2001:aaaa:0:1::5]:443"})
    void takesAnIpv6NetworkForOneCaller(String peer) {
        assertEquals("2001:aaaa:0:1:0:0:0:0", addresses.of(peer, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "::/129", "10.0.0.256"})
    void refusesWhatIsNoNetwork(String proxy) {
        assertThrows(IllegalArgumentException.class, () -> new ClientAddress(List.of(proxy)));
    }
}
