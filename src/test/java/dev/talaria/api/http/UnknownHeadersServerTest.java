package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.LogLines;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownHeadersServerTest {
    private final LogLines log = LogLines.of(UnknownHeaders.class);
    private GateServer server;

    @BeforeEach
    void start() throws Exception {
        server = GateServer.keyed();
    }

    @AfterEach
    void stop() {
        server.close();
        log.close();
    }

    @ParameterizedTest
    @CsvSource({"X-Hermes-Sesion-Key, X-Hermes-Session-Key", "x-hermes-session_key, X-Hermes-Session-Key",
        "X-Herms-Session-Id, X-Hermes-Session-Id", "XHermes-User-Id, X-Hermes-User-Id", "Hermes-Chat-Id, X-Hermes-Chat-Id",
        "X-Hermes-SessionKey, X-Hermes-Session-Key", "X-Hermes-Key, X-Hermes-Session-Key", "X-Hermes-Toolprogress, X-Hermes-Tool-Progress",
        "X-Hermes-User, X-Hermes-User-Id"})
    void warnsOnceOfAMisspeltHeaderAndNamesTheOneThatWasMeant(String sent, String meant) throws Exception {
        for (int i = 0; i < 3; i++) {
            assertEquals(200, server.send(server.authorized("/v1/models/x").header(sent, "private-value")).statusCode());
        }

        assertEquals(1, log.lines().size(), () -> log.lines().toString());
        assertTrue(log.lines().get(0).contains("WARNING"), log.lines().get(0));
        assertTrue(log.lines().get(0).toLowerCase().contains(sent.toLowerCase()), log.lines().get(0));
        assertTrue(log.lines().get(0).contains("did you mean " + meant + "?"), log.lines().get(0));
        assertFalse(log.lines().get(0).contains("private-value"), log.lines().get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Hermes-Session-Key", "x-hermes-session-id", "X-HERMES-MEMORY", "X-Hermes-Run-Id", "X-Hermes-Task", "X-Hello",
        "X-OpenWebUI-User-Id"})
    void saysNothingOfOtherHeaders(String sent) throws Exception {
        server.send(server.authorized("/v1/models/x").header(sent, "on"));

        assertEquals(List.of(), log.lines());
    }

    @Test
    void saysNothingOfHeadersOfStrangers() throws Exception {
        assertEquals(401, server.send(server.request("/v1/models/x").header("X-Hermes-Sesion-Key", "k")).statusCode());

        assertEquals(List.of(), log.lines());
    }

    @Test
    void tellsOnlySoManyNames() throws Exception {
        for (int i = 0; i < 120; i++) {
            server.send(server.authorized("/v1/models/x").header("X-Hermes-Q" + i, "v"));
        }

        assertEquals(100, log.lines().size());
        assertTrue(log.lines().get(99).contains("No further names are logged"), log.lines().get(99));
    }
}
