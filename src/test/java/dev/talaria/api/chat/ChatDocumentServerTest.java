package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions about files, which chat UIs send as a template with the files' text and the question in it. */
@Timeout(60)
class ChatDocumentServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String QUESTION = "Which bird does my aunt Walpurga keep?";
    private static ScriptedUpstream upstream;
    private static TestServer server;
    private String key;
    private TestClient client;

    @BeforeAll
    static void start() {
        upstream = new ScriptedUpstream().answerAlways(request -> Script.chatText("ok"));
        server = TestServer.over(upstream, Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @BeforeEach
    void name() {
        key = UUID.randomUUID().toString();
        client = in("talk-" + key);
    }

    private TestClient in(String session) {
        return server.client().with("X-Hermes-Session-Key", key).with("X-Hermes-Session-Id", session).with("X-OpenWebUI-User-Id", "ann");
    }

    private static String prompt(String question) {
        return "### Task:\nRespond to the user query using the provided context.\n\n### Guidelines:\n- Be brief.\n\n<context>\n"
                + "<source id=\"1\" name=\"rocks.txt\">Basalt weighs three tonnes.</source>\n</context>\n\n" + question;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void remembersTheQuestionAloneAndKeepsWhatWasSent(boolean streamed) {
        send(streamed, prompt(QUESTION));

        try (Transcripts stored = server.transcripts()) {
            assertEquals(List.of("user: " + prompt(QUESTION), "assistant: ok"), stored.conversation("talk-" + key));
        }
        assertEquals(prompt(QUESTION), lastUserMessage());
        List<String> remembered = remembered();
        assertTrue(remembered.contains(QUESTION), remembered::toString);
        assertTrue(remembered.stream().noneMatch(text -> text.contains("Basalt") || text.contains("### Task")), remembered::toString);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recallsByTheQuestion(boolean streamed) {
        in("monday-" + key).chat("My aunt Walpurga keeps a heron.");
        in("sunday-" + key).chat("The basalt in my garden is heavy and weighs tonnes; it is provided with guidelines in context.");

        send(streamed, prompt(QUESTION));

        String seen = lastUserMessage();
        assertTrue(seen.contains("keeps a heron") && seen.endsWith(prompt(QUESTION)), seen);
        assertFalse(seen.contains("my garden"), seen);
    }

    @Test
    void remembersNothingOfATemplateWithoutAQuestion() {
        send(true, prompt(""));

        assertEquals(List.of("ok"), remembered());
    }

    @Test
    void remembersTheQuestionBesideAnImage() {
        JsonObject text = Json.builders().createObjectBuilder().add("type", "text").add("text", prompt(QUESTION)).build();
        client.post(PATH, "{\"messages\": [{\"role\": \"user\", \"content\": [" + text
                + ", {\"type\": \"image_url\", \"image_url\": {\"url\": \"data:image/png;base64,AAAA\"}}]}]}");

        assertTrue(remembered().contains(QUESTION));
    }

    @Test
    void knowsItsQuestionAgainWhenTheClientLaterSendsItAlone() {
        send(true, prompt(QUESTION));

        client.post(PATH, Chats.of("user", QUESTION, "assistant", "ok", "user", "Thanks.").build().toString());

        try (Transcripts stored = server.transcripts()) {
            assertEquals(List.of("user: " + prompt(QUESTION), "assistant: ok", "user: Thanks.", "assistant: ok"),
                    stored.everything("talk-" + key));
        }
    }

    @Test
    void knowsAQuestionAgainThatTheClientLaterFillsWithFiles() {
        send(true, QUESTION);

        client.post(PATH, Chats.of("user", prompt(QUESTION), "assistant", "ok", "user", "Thanks.").build().toString());

        assertTrue(upstream.lastRequest().body().contains("Basalt"));
        try (Transcripts stored = server.transcripts()) {
            assertEquals(List.of("user: " + QUESTION, "assistant: ok", "user: Thanks.", "assistant: ok"), stored.everything("talk-" + key));
        }
    }

    @Test
    void keepsAFileThatComesWithAQuestionAskedAgain() {
        send(true, QUESTION);
        send(true, prompt(QUESTION));

        try (Transcripts stored = server.transcripts()) {
            assertEquals(List.of("user: " + prompt(QUESTION), "assistant: ok"), stored.conversation("talk-" + key));
            assertEquals(4, stored.everything("talk-" + key).size());
        }
    }

    @Test
    void regeneratesTheAnswerToIt() {
        send(true, prompt(QUESTION));
        send(true, prompt(QUESTION));

        try (Transcripts stored = server.transcripts()) {
            assertEquals(2, stored.conversation("talk-" + key).size());
            assertEquals(3, stored.everything("talk-" + key).size());
        }
        assertEquals(1, remembered().stream().filter(QUESTION::equals).count());
    }

    @Test
    void remembersTheQuestionOfAResponse() {
        client.post("/v1/responses", Json.builders().createObjectBuilder().add("input", prompt(QUESTION)).build().toString());

        assertTrue(remembered().contains(QUESTION));
    }

    @Test
    void listsTheSessionByItsQuestion() {
        send(true, prompt(QUESTION));

        String listed = server.client().get("/api/sessions?limit=1").text();
        assertTrue(listed.contains(QUESTION) && !listed.contains("### Task"), listed);
    }

    private void send(boolean streamed, String text) {
        if (streamed) {
            try (SseRecorder stream = client.stream(Chats.streamed(text))) {
                assertEquals("ok", stream.chatText());
            }
        } else {
            assertEquals("ok", client.chat(text).content());
        }
    }

    private List<String> remembered() {
        return client.get("/v1/memory/items?limit=100").json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(item -> item.get("content") instanceof JsonString text ? text.getString() : item.toString()).toList();
    }

    private static String lastUserMessage() {
        List<JsonObject> messages = upstream.lastRequest().json().getJsonArray("messages").getValuesAs(JsonObject.class);
        return messages.get(messages.size() - 1).getString("content");
    }
}
