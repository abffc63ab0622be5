package dev.talaria.tool.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.tool.ToolFailure;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {
    private static final Set<Integer> PORTS = Set.of(80, 443);

    @ParameterizedTest
    @CsvSource({
        "http://example.com, http://example.com/",
        "HTTPS://Example.COM/A?b=c#d, https://example.com/A?b=c",
        "https://example.com:443/x, https://example.com/x",
        "http://example.com:443/x, http://example.com:443/x",
        "http://example.com:/x, http://example.com/x",
        "https://example.com./x, https://example.com/x",
        "http://example.com?q=1, http://example.com/?q=1",
        "https://bücher.example/straße?ß, https://xn--bcher-kva.example/stra%C3%9Fe?%C3%9F",
        "https://a_b.example.com/x|y, https://a_b.example.com/x%7Cy",
        "https://example.com/a%20b, https://example.com/a%20b",
        "http://93.184.216.34/x, http://93.184.216.34/x",
        "'http://[2606:4700::1111]/x', 'http://[2606:4700::1111]/x'"})
    void isReadAsBrowsersReadIt(String written, String meant) throws ToolFailure {
        assertEquals(meant, WebAddress.of(written, PORTS).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "FILE:///etc/passwd", "ftp://example.com/", "gopher://example.com/",
        "jar:http://example.com!/",
        "data:text/plain,x", "javascript:alert(1)", "example.com", "//example.com", "http:example.com", "http:/example.com", "http://",
        "http:///x",
        "http://user@example.com/", "http://user:secret@example.com/", "http://example.com@127.0.0.1/", "http://@example.com/",
        "http://example.com:22/", "http://example.com:8080/", "http://example.com:0/", "http://example.com:99999/", "http://example.com:x/",
        "http://example.com:80:80/", "http://exam ple.com/", "http://example.com/a b", "http://example.com\\@127.0.0.1/",
        "http:\\\\example.com/",
        "http://example.com/\r\nHost: x", "http://exa\tmple.com/", "http://127.0.0.1%00.example.com/", "http://%31%32%37.0.0.1/",
        "http://[fe80::1%25eth0]/", "http://[::1", "http://[::ffff:127.0.0.1]/", "http://a..b/", "http://-/"})
    void isRefused(String written) {
        assertThrows(ToolFailure.class, () -> WebAddress.of(written, PORTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1", "127.0.0.01",
        "127.0.0.1.5",
        "256.0.0.1", "1.2.3.0x7f", "0", "127.0.0.0x1", "１２７.1", "127。1", "foo.0x7f"})
    void isNoOtherSpellingOfAnIpAddress(String host) {
        ToolFailure refused = assertThrows(ToolFailure.class, () -> WebAddress.of("http://" + host + "/", PORTS));

        assertTrue(String.valueOf(refused.getMessage()).contains("four decimal numbers"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "/y, https://example.com/y",
        "y?z=1, https://example.com/a/y?z=1",
        "../y, https://example.com/y",
        "//other.example/y, https://other.example/y",
        "http://other.example, http://other.example/",
        "' /ü ', https://example.com/%C3%BC"})
    void followsRedirects(String location, String target) throws ToolFailure {
        assertEquals(target, WebAddress.of("https://example.com/a/b", PORTS).redirected(location, PORTS).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://example.com/", "http://example.com:22/", "//user@example.com/",
        "http://0x7f.1/", "/\\evil",
        "mailto:a@example.com"})
    void refusesRedirectsElsewhere(String location) throws ToolFailure {
        WebAddress from = WebAddress.of("https://example.com/a/b", PORTS);

        assertThrows(ToolFailure.class, () -> from.redirected(location, PORTS));
    }

    @Test
    void isNotEndless() {
        assertThrows(ToolFailure.class, () -> WebAddress.of("http://example.com/" + "x".repeat(3_000), PORTS));
    }
}
