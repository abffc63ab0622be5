package dev.talaria.model.guardrail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.AgentsServer;
import dev.talaria.testing.Chats;
import dev.talaria.testing.ProviderJar;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guardrails between clients and a scripted model. */
class GuardrailServerTest {
    @TempDir
    private Path home;
    private final ScriptedUpstream upstream = new ScriptedUpstream();

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private TestServer start(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("talaria.home", home.toString()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return TestServer.over(upstream, all);
    }

    @Test
    void redactsWhatTheModelGetsAndWhatItReplies() {
        upstream.answer(Script.chatText("You are ann@example.org."), Script.chatStream("Write to b", "ob@exam", "ple.org", " at once"));
        try (TestServer server = start("talaria.guardrails", "redact", "talaria.guardrail.redact.patterns", "[\\w.]+@[\\w.]+\\w")) {
            TestClient client = server.client();

            assertEquals("You are [redacted].", client.chat("I am ann@example.org, who am I?").content());
            assertFalse(upstream.lastRequest().body().contains("ann@example.org"));
            assertEquals("Write to [redacted] at once", client.stream(Chats.streamed("Whom do I write to?")).chatText());
        }
    }

    @Test
    void runsAGuardrailFromAJar() throws IOException {
        ProviderJar.writeGuardrail(home.resolve("lib").resolve("quiet.jar"));
        upstream.answerAlways(request -> Script.chatText("Hello!"));
        try (TestServer server = start("talaria.guardrails", "quiet", "talaria.guardrail.quiet.word", "salary")) {
            TestClient client = server.client();

            assertEquals("Hello.", client.chat("Hi").content());
            TestClient.Answer refused = client.chat("What is her salary?");
            assertEquals(400, refused.status());
            assertEquals("content_policy_violation", refused.error().getString("code"));
            assertEquals("This assistant does not talk about that.", refused.error().getString("message"));
            assertEquals(400, client.post("/v1/chat/completions", Chats.streamed("What is her salary?")).status());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"I am ann@example.org.\"|\"I am [redacted].\"",
        "[\"hi\",\"ann@example.org\"]|[\"hi\",\"[redacted]\"]",
        "[{\"text\":\"data:ann@example.org\"}]|[{\"text\":\"data:[redacted]\"}]"})
    void redactsTextsThatArePassedOn(String sent, String got) throws IOException {
        try (AgentsServer server = relay("redact", "talaria.guardrail.redact.patterns", "[\\w.]+@[\\w.]+\\w")) {
            server.one.answer(Script.json("{}"));

            assertEquals(200, server.client().post("/v1/embeddings", "{\"input\":" + sent + "}").status());

            assertEquals(got, server.one.lastRequest().json().get("input").toString());
        }
    }

    @Test
    void refusesToPassOnWhatAGuardrailRefusesOrCannotRead() throws IOException {
        ProviderJar.writeGuardrail(home.resolve("lib").resolve("quiet.jar"));
        try (AgentsServer server = relay("quiet", "talaria.guardrail.quiet.word", "salary")) {
            TestClient client = server.client();

            assertEquals("content_policy_violation", client.post("/v1/images/generations", "{\"prompt\":\"A salary.\"}").error()
                    .getString("code"));
            assertEquals("input", client.post("/v1/embeddings", "{\"input\":[[1,2]]}").error().getString("param"));
            assertEquals(List.of(), server.one.requests());
        }
    }

    private AgentsServer relay(String guardrail, String setting, String value) {
        return new AgentsServer("{\"upstreams\":{\"one\":{\"url\":\"ONE\",\"model\":\"m\"}},\"embeddings\":{\"provider\":\"one\"},"
                + "\"images\":{\"provider\":\"one\"}}", Map.of("talaria.home", home.toString(), "talaria.guardrails", guardrail, setting,
                value));
    }

    @Test
    void doesNotStartWithoutTheGuardrailThatItNames() {
        assertTrue(assertThrows(IllegalStateException.class, () -> start("talaria.guardrails", "quiet")).getMessage()
                .contains("no guardrail named quiet"));
    }
}
