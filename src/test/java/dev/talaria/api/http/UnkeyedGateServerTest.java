package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnkeyedGateServerTest {
    @Test
    void isClosedWithoutKeys() throws Exception {
        try (GateServer server = new GateServer(List.of(), false)) {
            assertEquals(401, server.send(server.request("/v1/models/x")).statusCode());
            HttpResponse<String> refused = server.send(server.authorized("/v1/models/x"));
            assertEquals(401, refused.statusCode());
            assertTrue(refused.body().contains("\"This server has no API key,"), refused.body());
            assertTrue(refused.body().contains("set TALARIA_API_KEY"), refused.body());
            assertTrue(refused.body().contains("\"invalid_api_key\""), refused.body());
            assertEquals(200, server.send(server.request("/health")).statusCode());
        }
    }

    @Test
    void anonymousCallersHaveNoSessions() throws Exception {
        try (GateServer server = new GateServer(List.of(), true)) {
            HttpResponse<String> plain = server.send(server.request("/v1/models/x").header("X-Hermes-User-Id", "eve"));
            HttpResponse<String> session = server.send(server.request("/v1/models/x").header("X-Hermes-Session-Id", "s"));

            assertEquals("model anonymous 0", plain.body());
            assertTrue(plain.headers().firstValue("X-Hermes-User-Id").isEmpty());
            assertEquals(403, session.statusCode());
            assertTrue(session.body().contains("TALARIA_API_KEY"));
            assertTrue(session.body().contains("\"session_header_not_allowed\""));
        }
    }

    @Test
    void anonymousUseEndsWithTheFirstKey() throws Exception {
        try (GateServer server = new GateServer(List.of(GateServer.KEY), true)) {
            assertEquals(401, server.send(server.request("/v1/models/x")).statusCode());
            assertEquals(200, server.send(server.authorized("/v1/models/x")).statusCode());
        }
    }
}
