package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.Chats;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Whoever follows the guide for chat UIs gets what it promises. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatUiGuideServerTest {
    private static final Path GUIDE = Path.of("src", "docs", "chat-uis.md");
    private static final Pattern YAML_HEADER = Pattern.compile("(?m)^        (X-[A-Za-z-]+): \"(.*)\"$");

    @AutoClose
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    @AutoClose
    private final TestServer server = TestServer.over(upstream, Map.of());

    @Test
    void openWebUiRemembersRegeneratesAndTitles() throws IOException {
        JsonObject headers = Json.parse(block("```json\n(.*?)```")).asJsonObject();
        Map<String, String> sent = new TreeMap<>();
        headers.forEach((name, value) -> sent.put(name, ((JsonString) value).getString()));
        assertEquals(headers, Json.parse(readme("\"headers\": (\\{.*?\\})\\}\\}'")).asJsonObject());

        chat(sent, Map.of("{{USER_ID}}", "ann", "{{CHAT_ID}}", "chat-1", "{{TASK}}", ""), "chat-1");

        TestClient task = client(sent, Map.of("{{USER_ID}}", "ann", "{{CHAT_ID}}", "chat-1", "{{TASK}}", "title_generation"));
        assertEquals("off", task.chat("Name it.").header("X-Hermes-Memory").orElseThrow());
    }

    @Test
    void libreChatRemembersAndRegenerates() throws IOException {
        Map<String, String> sent = YAML_HEADER.matcher(block("```yaml\n(.*?)```")).results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        assertEquals(3, sent.size());

        chat(sent, Map.of("{{LIBRECHAT_USER_ID}}", "bob", "{{LIBRECHAT_BODY_CONVERSATIONID}}", "chat-2"), "chat-2");
    }

    @Test
    void lobeChatRemembersByItsKey() throws IOException {
        String key = server.client().post("/api/keys", block("-d '(\\{.*?\\})'")).json().getString("key");
        TestClient client = server.client(key);
        client.chat("My colour is teal.");

        client.chat("What is my colour?");

        assertTrue(upstream.lastRequest().body().contains("teal"), upstream.lastRequest().body());
    }

    private void chat(Map<String, String> headers, Map<String, String> values, String chat) {
        TestClient client = client(headers, values);
        for (int i = 0; i < 2; i++) {
            TestClient.Answer answer = client.post("/v1/chat/completions", Chats.body("hello"));
            assertEquals("on", answer.header("X-Hermes-Memory").orElseThrow());
        }
        try (Transcripts stored = server.transcripts()) {
            assertEquals(List.of("user: hello", "assistant: echo: hello"), stored.conversation(chat));
            assertEquals(3, stored.everything(chat).size());
        }
    }

    /** A client that fills the templates in its headers. */
    private TestClient client(Map<String, String> headers, Map<String, String> values) {
        TestClient client = server.client();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String value = header.getValue();
            for (Map.Entry<String, String> filled : values.entrySet()) {
                value = value.replace(filled.getKey(), filled.getValue());
            }
            client = client.with(header.getKey(), value);
        }
        return client;
    }

    private static String block(String pattern) throws IOException {
        return only(GUIDE, pattern);
    }

    private static String readme(String pattern) throws IOException {
        return only(Path.of("README.md"), pattern);
    }

    private static String only(Path file, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(file));
        List<MatchResult> found = matcher.results().toList();
        assertEquals(1, found.size(), file + " has one block of that kind");
        return found.get(0).group(1);
    }
}
