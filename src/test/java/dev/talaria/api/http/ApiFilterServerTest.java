package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.http.request.CleanText;
import dev.talaria.testing.LogLines;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiFilterServerTest {
    private static final String NO_KEY = "The header 'Authorization' holds no API key: it must be 'Bearer KEY'";
    private static final String MISSING = "Missing API key: send it in the header 'Authorization: Bearer KEY'\"";
    private static final String CHAT = "/v1/chat/completions";
    private static GateServer server;

    @BeforeAll
    static void start() throws Exception {
        server = GateServer.keyed();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void letsAnAuthorizedRequestThrough() throws Exception {
        HttpResponse<String> response = server.send(server.authorized("/v1/models/a%20b"));

        assertEquals(200, response.statusCode());
        assertEquals("model default 0", response.body());
    }

    @Test
    void answersOpenRoutesWithoutKeyAndWithoutReadingHeaders() throws Exception {
        HttpResponse<String> response = server.send(server.request("/health").header("X-Hermes-Session-Id", ".."));

        assertEquals("health nobody 0", response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models/x", "/unknown", "/health/../v1/models/x", "/health;x", "/health/", "/"})
    void wantsTheKeyEverywhereElse(String path) throws Exception {
        assertRaw(401, "invalid_api_key", raw("GET", path, "X-Hermes-Session-Id: s"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"Bearer wrong|Invalid API key", "Bearer \u00E4\u00FF|Invalid API key",
        "Bearer|" + NO_KEY, "Basic c2stZ2F0ZS10ZXN0|" + NO_KEY, "sk-gate-test|" + NO_KEY, "Bearer sk-gate-test x|" + NO_KEY,
        "Bearersk-gate-test|" + NO_KEY, "Token sk-gate-test|" + NO_KEY, "``|" + MISSING})
    void saysWhatIsWrongWithAKey(String authorization, String message) throws Exception {
        String response = raw("GET", "/v1/models/x", "Authorization: " + authorization);

        assertRaw(401, "invalid_api_key", response);
        assertTrue(response.contains("\r\nWWW-Authenticate: Bearer\r\n"), response);
        assertTrue(response.contains("\"message\":\"" + message), response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer sk-gate-test", "BEARER   sk-gate-test ", "Bearer sk-gate-test"})
    void acceptsTheKeyInAnyDress(String authorization) throws Exception {
        assertTrue(raw("GET", "/v1/models/x", "Authorization: " + authorization).startsWith("HTTP/1.1 200"));
    }

    @Test
    void tellsOnceThatAProxyIsNotConfigured() throws Exception {
        try (LogLines log = LogLines.of(Authenticator.class)) {
            for (int i = 0; i < 3; i++) {
                server.send(server.authorized("/v1/models/x").header("X-Forwarded-For", "203.0.113." + i));
            }

            assertEquals(1, log.lines().size(), () -> log.lines().toString());
            assertTrue(log.lines().get(0).contains("talaria.proxies (TALARIA_PROXIES)"), log.lines().get(0));
            assertTrue(log.lines().get(0).contains("127.0.0.1"), log.lines().get(0));
        }
    }

    @Test
    void saysThatAKeyIsMissing() throws Exception {
        assertTrue(raw("GET", "/v1/models/x").contains("\"message\":\"" + MISSING));
    }

    @Test
    void echoesNothingOnUnauthorized() throws Exception {
        HttpResponse<String> response = server.send(server.request(CHAT).header("X-Hermes-Session-Id", "s")
                .header("X-Hermes-Session-Key", "k").header("X-Hermes-User-Id", "u").POST(BodyPublishers.ofString("{}")));

        assertEquals(401, response.statusCode());
        assertTrue(response.headers().map().keySet().stream().noneMatch(name -> name.toLowerCase().startsWith("x-hermes")));
    }

    @Test
    void checksInTheContractsOrder() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        server.draining.set(true);
        try {
            for (int step = 0; step < 5; step++) {
                HttpRequest.Builder request = server.request(step == 4 ? "/unknown" : CHAT).header("X-Hermes-Session-Id", "..")
                        .POST(BodyPublishers.ofString("x".repeat(step < 2 ? GateServer.BODY_LIMIT + 1 : 2)));
                if (step == 0) {
                    request.header("Origin", "https://evil.example");
                }
                if (step >= 3) {
                    request.header("Authorization", "Bearer " + GateServer.KEY);
                }
                server.draining.set(step < 4);
                statuses.add(server.send(request).statusCode());
            }
        } finally {
            server.draining.set(false);
        }

        assertEquals(List.of(403, 413, 401, 503, 400), statuses);
    }

    @Test
    void sendsRequestsElsewhereWhileDraining() throws Exception {
        server.draining.set(true);
        try {
            HttpResponse<String> refused = server.send(server.authorized("/v1/models/x"));

            assertEquals(503, refused.statusCode());
            assertEquals(Optional.of("5"), refused.headers().firstValue("Retry-After"));
            assertEquals(200, server.send(server.request("/health")).statusCode());
        } finally {
            server.draining.set(false);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET,/health,true,200", "GET,/v1/models/x,false,401", "GET,/unknown,true,404", "DELETE,/v1/models/x,true,405",
        "OPTIONS,/v1/models/x,true,204", "GET,/v1/models/broken,true,500", "HEAD,/v1/models/x,true,200", "HEAD,/unknown,true,404"})
    void hardensEveryReply(String method, String path, boolean authorized, int status) throws Exception {
        HttpRequest.Builder request = authorized ? server.authorized(path) : server.request(path);
        HttpResponse<String> response = server.send(request.method(method, BodyPublishers.noBody()).header("Origin", "https://ui.example"));

        assertEquals(status, response.statusCode());
        assertEquals(Optional.of("nosniff"), response.headers().firstValue("X-Content-Type-Options"));
        assertEquals(Optional.of("no-referrer"), response.headers().firstValue("Referrer-Policy"));
        assertEquals(Optional.of("DENY"), response.headers().firstValue("X-Frame-Options"));
        assertTrue(response.headers().firstValue("Content-Security-Policy").orElse("").contains("default-src 'none'"));
        assertTrue(response.headers().firstValue("X-Request-Id").orElse("").matches("req_[0-9a-f]{32}"));
        assertEquals(Optional.of("Origin"), response.headers().firstValue("Vary"));
        assertEquals(Optional.of("https://ui.example"), response.headers().firstValue("Access-Control-Allow-Origin"));
    }

    @Test
    void tellsWhichMethodsWork() throws Exception {
        HttpResponse<String> response = server.send(server.authorized("/v1/models/x").DELETE());

        assertEquals(405, response.statusCode());
        assertEquals(Optional.of("GET, HEAD, OPTIONS"), response.headers().firstValue("Allow"));
        assertTrue(response.body().contains("\"method_not_allowed\""));
    }

    @Test
    void namesTheUnknownPathInItsReply() throws Exception {
        HttpResponse<String> response = server.send(server.authorized("/v1/nothing%20here"));

        assertEquals(404, response.statusCode());
        assertTrue(response.body().contains("\"Not found: GET /v1/nothing%20here\""), response.body());
    }

    @Test
    void aRouteThatIsTakenToTheServletOfAnotherGroupIsNotFound() throws Exception {
        HttpResponse<String> response = server.send(server.authorized("/v1/stray").POST(BodyPublishers.ofString("{}")));

        assertEquals(404, response.statusCode());
        assertTrue(response.body().contains("\"Not found: POST /v1/stray\""), response.body());
        assertEquals(Optional.of("nosniff"), response.headers().firstValue("X-Content-Type-Options"));
    }

    @Test
    void headHasTheHeadersOfGet() throws Exception {
        HttpResponse<String> response = server.send(server.authorized("/v1/models/x").method("HEAD", BodyPublishers.noBody()));

        assertEquals("", response.body());
        assertEquals(Optional.of("15"), response.headers().firstValue("Content-Length"));
    }

    @Test
    void answersPreflightsWithoutKey() throws Exception {
        HttpResponse<String> response = server.send(preflight("https://ui.example"));

        assertEquals(200, response.statusCode());
        assertEquals(Optional.of("600"), response.headers().firstValue("Access-Control-Max-Age"));
        assertTrue(response.headers().firstValue("Access-Control-Allow-Headers").orElse("").contains("x-stainless-os"));
    }

    @Test
    void deniesPreflightsOfStrangers() throws Exception {
        HttpResponse<String> response = server.send(preflight("https://evil.example"));

        assertEquals(403, response.statusCode());
        assertTrue(response.body().contains("\"origin_not_allowed\""));
        assertTrue(response.body().contains("talaria.cors.origins (TALARIA_CORS_ORIGINS)"), response.body());
        assertTrue(response.headers().map().keySet().stream().noneMatch(name -> name.toLowerCase().startsWith("access-control")));
    }

    @Test
    void admitsItsOwnPages() throws Exception {
        String own = "http://127.0.0.1:" + server.port();

        assertEquals(200, server.send(server.authorized("/v1/models/x").header("Origin", own)).statusCode());
    }

    @Test
    void refusesTwoOrigins() throws Exception {
        assertRaw(403, "origin_not_allowed", raw("GET", "/health", "Origin: https://ui.example", "Origin: https://evil.example"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void showsThe413ToClientsThatSendOnlySomewhatTooMuch(boolean chunked) throws Exception {
        byte[] body = new byte[GateServer.BODY_LIMIT + 800_000];
        HttpResponse<String> response = server.send(server.authorized(CHAT).POST(
                chunked ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)) : BodyPublishers.ofByteArray(body)));

        assertEquals(413, response.statusCode());
        assertTrue(response.body().contains("\"body_too_large\""));
        assertEquals(Optional.empty(), response.headers().firstValue("Connection"));
    }

    @Test
    void closesAfterBodiesThatHaveNoEnd() throws Exception {
        String response = raw("POST", CHAT, "Authorization: Bearer " + GateServer.KEY, "Content-Length: 900000000", "Expect: 100-continue");

        assertRaw(413, "body_too_large", response);
        assertTrue(response.contains("\r\nConnection: close\r\n"), response);
    }

    @Test
    void readsBodiesUpToTheLimit() throws Exception {
        byte[] body = new byte[GateServer.BODY_LIMIT];

        assertEquals("chat default 50000", server.send(server.authorized(CHAT).POST(BodyPublishers.ofByteArray(body))).body());
        assertEquals("chat default 50000", server.send(server.authorized(CHAT)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))).body());
    }

    @Test
    void blamesTheClientForMalformedChunks() throws Exception {
        String response = server.raw("POST /app" + CHAT + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                + GateServer.KEY + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nnonsense");

        assertTrue(response.startsWith("HTTP/1.1 400"), response);
    }

    @Test
    void echoesSessionHeadersOnErrorsBehindTheKey() throws Exception {
        HttpResponse<String> response = server.send(server.authorized("/unknown").header("X-Hermes-Session-Id", " s ")
                .header("X-Hermes-User-Id", "u"));

        assertEquals(Optional.of("s"), response.headers().firstValue("X-Hermes-Session-Id"));
        assertEquals(Optional.of("u"), response.headers().firstValue("X-Hermes-User-Id"));
    }

    @Test
    void hidesFailuresBehindItsRequestId() throws Exception {
        HttpResponse<String> response = server.send(server.authorized("/v1/models/broken").header("X-Request-Id", "mine-1"));

        assertEquals(500, response.statusCode());
        assertEquals(Optional.of("mine-1"), response.headers().firstValue("X-Request-Id"));
        assertTrue(response.body().contains("Internal error (request mine-1)"));
        assertFalse(response.body().contains("on purpose"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "semi;colon", "\u00E4", "<script>"})
    void makesItsOwnRequestIdWhereTheClientsIsOdd(String odd) throws Exception {
        String response = raw("GET", "/health", "X-Request-Id: " + odd);

        assertTrue(response.contains("\r\nX-Request-Id: req_"), response);
    }

    @Test
    void boundsTheClientsRequestId() throws Exception {
        assertTrue(raw("GET", "/health", "X-Request-Id: " + "a".repeat(128)).contains("X-Request-Id: aaa"));
        assertTrue(raw("GET", "/health", "X-Request-Id: " + "a".repeat(129)).contains("X-Request-Id: req_"));
    }

    @Test
    void echoesUtf8ByteForByteOnTheWire() throws Exception {
        String key = "Authorization: Bearer " + GateServer.KEY;
        String text = CleanText.encode("J\u00FCrgen \u5C71 \uD83D\uDE00 \u00C5\u0142");

        String response = raw("GET", "/v1/models/x", key, "X-Hermes-Session-Key: " + text);

        assertTrue(response.contains("\r\nX-Hermes-Session-Key: " + text + "\r\n"), response);
    }

    @Test
    void survivesEveryByteInEveryHeader() throws Exception {
        String key = "Authorization: Bearer " + GateServer.KEY;
        for (int b = 0; b <= 0xFF; b++) {
            for (String name : List.of("X-Hermes-Session-Key", "Authorization", "Origin")) {
                String response = raw("GET", "/v1/models/x", key, name + ": a" + (char) b + "b");

                String status = response.substring(0, Math.min(12, response.length()));
                assertTrue(List.of("HTTP/1.1 200", "HTTP/1.1 400", "HTTP/1.1 401", "HTTP/1.1 403").contains(status),
                        name + " with byte " + b + ": " + response);
            }
        }
    }

    private static HttpRequest.Builder preflight(String origin) {
        return server.request(CHAT).method("OPTIONS", BodyPublishers.noBody()).header("Origin", origin)
                .header("Access-Control-Request-Method", "POST").header("Access-Control-Request-Headers", "authorization,x-stainless-os");
    }

    private static String raw(String method, String path, String... headers) throws Exception {
        return server.raw(method + " /app" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + String.join("\r\n", headers) + "\r\n\r\n");
    }

    private static void assertRaw(int status, String code, String response) {
        assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
        assertTrue(response.contains("\"code\":\"" + code + "\""), response);
    }
}
