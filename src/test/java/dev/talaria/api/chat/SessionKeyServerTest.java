package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients of the session key header rely on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionKeyServerTest {
    private static final String KEY = "X-Hermes-Session-Key";
    private static final String ID = "X-Hermes-Session-Id";

    @AutoClose
    private final TestServer server = TestServer.start();

    /** Of the control characters below the space only the tab passes an HTTP parser. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "agent:main:webui:dm:user-42, 200, agent:main:webui:dm:user-42,",
        "`  padded  `, 200, padded,",
        "``, 200, ,",
        "{{USER_ID}}, 200, ,",
        "a\tb, 400, , invalid_session_key"})
    void passesAndEchoesOrRefuses(String sent, int status, String echoed, String code) {
        Answer answer = server.client().with(KEY, sent).chat("hi");

        assertEquals(status, answer.status(), answer::text);
        assertEquals(echoed, answer.header(KEY).orElse(null));
        assertEquals(code, code == null ? null : answer.error().getString("code"));
    }

    @ParameterizedTest
    @CsvSource({"256, 200", "257, 400"})
    void boundsItsLength(int length, int status) {
        assertEquals(status, server.client().with(KEY, "k".repeat(length)).chat("hi").status());
    }

    @Test
    void isIndependentOfTheSessionId() {
        Answer answer = server.client().with(KEY, "ann").with(ID, "monday").chat("hi");

        assertEquals("ann", answer.header(KEY).orElse(""));
        assertEquals("monday", answer.header(ID).orElse(""));
    }

    @Test
    void isNoneWhereNoneIsSent() {
        Answer answer = server.client().chat("hi");

        assertTrue(answer.header(KEY).isEmpty());
        assertEquals("none", answer.header("X-Hermes-Memory").orElse(""));
    }

    @Test
    void isRefusedWhereNoApiKeyIsConfigured() {
        try (TestServer open = TestServer.start(Map.of("talaria.api-key", "", "talaria.anonymous", "true"))) {
            Answer answer = open.client(null).with(KEY, "ann").chat("hi");

            assertEquals(403, answer.status());
            assertEquals("session_header_not_allowed", answer.error().getString("code"));
        }
    }

    @Test
    void reachesTheAgentsMemory() {
        server.client().with(KEY, "cy").with(ID, "one").chat("My parrot is called Figaro.");

        assertTrue(server.client().with(KEY, "cy").with(ID, "two").chat("What is my parrot called?").content().contains("Figaro"));
        assertFalse(server.client().with(KEY, "dan").with(ID, "three").chat("What is my parrot called?").content().contains("Figaro"));
    }

    @Test
    void isAdvertised() {
        assertEquals(KEY, server.client().get("/v1/capabilities").json().getJsonObject("features").getString("session_key_header"));
    }

    @Test
    void tellsDerivedSessionsApart() {
        String ann = server.client().with(KEY, "ann").chat("hi").header(ID).orElse("");

        assertNotEquals(ann, server.client().with(KEY, "bob").chat("hi").header(ID).orElse(""));
    }
}
