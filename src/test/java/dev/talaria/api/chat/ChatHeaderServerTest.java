package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What replies say about whom they answered: whole, streamed and failed alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatHeaderServerTest {
    private static final Map<String, String> SENT = Map.of("X-Hermes-Session-Id", "monday", "X-Hermes-Session-Key", "user-42",
            "X-Hermes-User-Id", "u1", "X-Hermes-User-Name", "Ada", "X-Hermes-Chat-Id", "c1", "X-Hermes-Chat-Name", "Notes",
            "X-Hermes-Chat-Type", "dm", "X-Hermes-Thread-Id", "t1");

    @AutoClose
    private final TestServer server = TestServer.start();

    @ParameterizedTest
    @ValueSource(strings = {"say:hi", "error:500", "error:429"})
    void echoesWhomItAnsweredOnEveryReply(String directive) {
        TestClient client = server.client();
        for (Map.Entry<String, String> header : SENT.entrySet()) {
            client = client.with(header.getKey(), header.getValue());
        }

        TestClient.Answer whole = client.chat(directive);
        assertEchoed(whole::header);
        try (SseRecorder stream = client.stream(Chats.streamed(directive))) {
            assertEchoed(stream::header);
            assertNotEquals(whole.header("X-Hermes-Run-Id"), stream.header("X-Hermes-Run-Id"));
        }
    }

    private static void assertEchoed(Function<String, Optional<String>> headers) {
        SENT.forEach((name, value) -> assertEquals(value, headers.apply(name).orElse(null), name));
        assertTrue(headers.apply("X-Hermes-Run-Id").orElseThrow().matches("run_[0-9a-f]{32}"));
        assertEquals("on", headers.apply("X-Hermes-Memory").orElseThrow());
    }

    @Test
    void echoesWhatItReadBeforeARefusedBody() {
        TestClient.Answer answer = server.client().with("X-Hermes-Session-Id", "s").with("X-Hermes-User-Id", "u")
                .post("/v1/chat/completions", "{");

        assertEquals(400, answer.status());
        assertEquals("s", answer.header("X-Hermes-Session-Id").orElseThrow());
        assertEquals("u", answer.header("X-Hermes-User-Id").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"key,,,on", ",session,,on", ",,,none", "key,session,off,off", ",,off,off"})
    void tellsWhetherMemoryServes(String key, String session, String wish, String state) {
        TestClient client = server.client();
        client = key == null ? client : client.with("X-Hermes-Session-Key", key);
        client = session == null ? client : client.with("X-Hermes-Session-Id", session);
        client = wish == null ? client : client.with("X-Hermes-Memory", wish);

        assertEquals(state, client.chat("say:hi").header("X-Hermes-Memory").orElseThrow());
        try (SseRecorder stream = client.stream(Chats.streamed("say:hi"))) {
            assertEquals(state, stream.header("X-Hermes-Memory").orElseThrow());
        }
    }

    @Test
    void namesTheSessionItDerived() {
        String session = server.client().chat("say:derived").header("X-Hermes-Session-Id").orElseThrow();

        assertTrue(session.matches("api-[0-9a-f]{16}"), session);
        assertEquals(session, server.client().chat("say:derived").header("X-Hermes-Session-Id").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"X-Hermes-Session-Key,k", "X-Hermes-User-Id,u"})
    void derivesAnotherSessionForSomebodyElse(String name, String value) {
        String mine = server.client().chat("say:derived").header("X-Hermes-Session-Id").orElseThrow();

        assertNotEquals(mine, server.client().with(name, value).chat("say:derived").header("X-Hermes-Session-Id").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{CHAT_ID}}", "owui-{{CHAT_ID}}", " ", "x }}"})
    void countsAnUnfilledTemplateAsAbsent(String value) {
        TestClient.Answer answer = server.client().with("X-Hermes-Session-Id", value).with("X-Hermes-Session-Key", value)
                .with("X-Hermes-User-Id", value).chat("say:hi");

        assertTrue(answer.header("X-Hermes-Session-Id").orElseThrow().startsWith("api-"));
        assertEquals(Optional.empty(), answer.header("X-Hermes-Session-Key"));
        assertEquals(Optional.empty(), answer.header("X-Hermes-User-Id"));
        assertEquals("none", answer.header("X-Hermes-Memory").orElseThrow());
    }

    @Test
    void understandsOpenWebUisIdentity() {
        TestClient.Answer answer = server.client().with("X-OpenWebUI-User-Id", "u7").with("X-OpenWebUI-User-Name", "Ren%C3%A9e Z")
                .with("X-OpenWebUI-Chat-Id", "c7").chat("say:hi");

        assertEquals("u7", answer.header("X-Hermes-User-Id").orElseThrow());
        assertEquals("Ren\u00C3\u00A9e Z", latin1(answer.header("X-Hermes-User-Name").orElseThrow()));
        assertEquals("c7", answer.header("X-Hermes-Chat-Id").orElseThrow());
    }

    /** The JDK's client gives one char for each byte, or decodes: either way the bytes are those of UTF-8. */
    private static String latin1(String value) {
        return value.contains("\u00E9") ? value.replace("\u00E9", "\u00C3\u00A9") : value;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"\"user\":\"b1\"|b1", "\"safety_identifier\":\"b2\"|b2",
        "\"user\":\"b1\",\"safety_identifier\":\"b2\"|b1"})
    void takesTheUserFromTheBody(String members, String user) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"say:hi\"}]," + members + "}";

        assertEquals(user, server.client().post("/v1/chat/completions", body).header("X-Hermes-User-Id").orElseThrow());
        assertEquals("h", server.client().with("X-Hermes-User-Id", "h").post("/v1/chat/completions", body)
                .header("X-Hermes-User-Id").orElseThrow());
    }

    @Test
    void knowsADefaultSessionKey() {
        try (TestServer single = TestServer.start(Map.of("talaria.session-key-default", "house"))) {
            TestClient.Answer usual = single.client().chat("My bicycle is green.");
            TestClient.Answer own = single.client().with("X-Hermes-Session-Key", "mine").chat("say:hi");

            assertEquals("house", usual.header("X-Hermes-Session-Key").orElseThrow());
            assertEquals("on", usual.header("X-Hermes-Memory").orElseThrow());
            assertEquals("mine", own.header("X-Hermes-Session-Key").orElseThrow());
            assertTrue(single.client().with("X-Hermes-Session-Id", "other").chat("What colour is my bicycle?").content().contains("green"));
        }
    }

    @Test
    void ignoresIdentityInAnonymousMode() {
        try (TestServer open = TestServer.start(Map.of("talaria.api-key", "", "talaria.anonymous", "true"))) {
            TestClient.Answer answer = open.client(null).with("X-Hermes-User-Id", "u").with("X-Hermes-Session-Id", "{{CHAT_ID}}")
                    .chat("say:hi");

            assertEquals(200, answer.status(), answer.text());
            assertEquals(Optional.empty(), answer.header("X-Hermes-User-Id"));
            assertEquals("none", answer.header("X-Hermes-Memory").orElseThrow());
        }
    }

    @Test
    void letsABrowserReadItsHeaders() {
        try (TestServer cors = TestServer.start(Map.of("talaria.cors.origins", "https://ui.example"))) {
            TestClient.Answer answer = cors.client().with("Origin", "https://ui.example").with("X-Hermes-Session-Id", "s").chat("say:hi");
            TestClient.Answer refused = cors.client("wrong").with("Origin", "https://ui.example").chat("say:hi");

            List<String> exposed = List.of(answer.header("Access-Control-Expose-Headers").orElseThrow().toLowerCase().split(", ?"));
            assertTrue(exposed.containsAll(List.of("x-hermes-session-id", "x-hermes-session-key", "x-hermes-run-id", "x-hermes-memory")),
                    exposed::toString);
            assertEquals("https://ui.example", refused.header("Access-Control-Allow-Origin").orElseThrow());
        }
    }

    @Test
    void hardensStreamsToo() {
        try (SseRecorder stream = server.client().stream(Chats.streamed("say:hi"))) {
            assertEquals("nosniff", stream.header("X-Content-Type-Options").orElseThrow());
            assertEquals("no-cache, no-transform", stream.header("Cache-Control").orElseThrow());
            assertEquals("no", stream.header("X-Accel-Buffering").orElseThrow());
            assertEquals("DENY", stream.header("X-Frame-Options").orElseThrow());
        }
    }
}
