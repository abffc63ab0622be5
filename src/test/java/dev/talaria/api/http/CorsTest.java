package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsTest {
    private static final Cors CLOSED = new Cors(List.of(), Optional.empty());
    private static final Cors LISTED = new Cors(List.of("https://chat.example", "app://desk"),
            Optional.of(URI.create("https://me.example/x")));
    private static final Cors OPEN = new Cors(List.of("*"), Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8642, localhost:8642, true", "http://LOCALHOST:8642, localhost:8642, true",
        "http://127.0.0.1:8642, 127.0.0.1:8642, true", "http://127.9.9.9:1, 127.9.9.9:1, true", "http://[::1]:8642, [::1]:8642, true",
        "http://localhost, localhost:80, true", "https://localhost, localhost, true", "http://localhost:80, localhost, true",
        "http://localhost:1, localhost:2, false", "http://127.0.0.1:1, localhost:1, false", "http://evil.example:1, evil.example:1, false",
        "http://localhost.evil.example:1, localhost.evil.example:1, false", "http://127.0.0.1.evil.example, 127.0.0.1.evil.example, false",
        "http://128.0.0.1, 128.0.0.1, false", "null, localhost:8642, false", "'', localhost, false", "http://, localhost, false",
        "file://localhost, localhost, false", "http://localhost/, localhost, false", "http://a@localhost, localhost, false",
        "http://localhost?x, localhost, false", "nonsense \u00FC, localhost, false", "http://localhost:1, '', false",
        "http://localhost:1, localhost:1/x, false"})
    void admitsItsOwnPagesOnThisMachineOnly(String origin, String host, boolean admitted) {
        assertEquals(admitted, CLOSED.admits(origin, host));
    }

    @ParameterizedTest
    @CsvSource({"https://chat.example, true", "HTTPS://Chat.Example, true", "app://desk, true", "https://me.example, true",
        "https://me.example:443, true", "http://me.example, false", "https://chat.example.evil, false", "http://chat.example, false",
        "https://chat.example:444, false", "https://me.example:8443, false", "null, false", "*, false"})
    void admitsListedOriginsAndThePublicUrl(String origin, boolean admitted) {
        assertEquals(admitted, LISTED.admits(origin, "10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource({"null", "https://any.example", "nonsense"})
    void admitsEverythingWhereOpen(String origin) {
        assertTrue(OPEN.admits(origin, "10.0.0.1"));
        assertEquals("*", OPEN.headers(origin).get("Access-Control-Allow-Origin"));
    }

    @Test
    void neverAdmitsNullByListing() {
        assertFalse(new Cors(List.of("null"), Optional.empty()).admits("null", "localhost"));
    }

    @Test
    void namesTheOriginAndWhatItsPagesMayRead() {
        var headers = LISTED.headers("https://chat.example");

        assertEquals("https://chat.example", headers.get("Access-Control-Allow-Origin"));
        assertTrue(headers.get("Access-Control-Expose-Headers").contains("X-Hermes-Session-Id, X-Hermes-Session-Key"));
        assertTrue(headers.get("Access-Control-Expose-Headers").contains("Retry-After"));
    }

    @Test
    void preflightAllowsWhatWasAskedFor() {
        var headers = LISTED.preflight("authorization, x-stainless-lang,X-Hermes-Session-Key");

        assertEquals("GET, POST, PATCH, DELETE, OPTIONS", headers.get("Access-Control-Allow-Methods"));
        assertEquals("600", headers.get("Access-Control-Max-Age"));
        assertEquals("Authorization, Content-Type, Idempotency-Key, X-Hermes-Session-Key, x-stainless-lang",
                headers.get("Access-Control-Allow-Headers"));
    }

    @Test
    void preflightDropsWhatIsNoHeaderName() {
        String allowed = LISTED.preflight("good, bad name, b\u00E4d, , x:y, a\tb, \"q\"," + "l".repeat(65))
                .get("Access-Control-Allow-Headers");

        assertEquals("Authorization, Content-Type, good, Idempotency-Key", allowed);
    }

    @Test
    void preflightBoundsWhatWasAskedFor() {
        String asked = IntStream.range(0, 5000).mapToObj(i -> "x-" + i).collect(Collectors.joining(","));

        assertEquals(67, LISTED.preflight(asked).get("Access-Control-Allow-Headers").split(", ").length);
        assertEquals("Authorization, Content-Type, Idempotency-Key", LISTED.preflight(null).get("Access-Control-Allow-Headers"));
    }
}
