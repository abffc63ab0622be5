package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Chat UIs, which send the whole conversation each time: what they regenerate and edit, from the first message on. */
@Timeout(60)
class ChatUiHistoryServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static ScriptedUpstream upstream;
    private static TestServer server;
    private static TestServer set;
    private String session;
    private TestClient client;
    private Transcripts stored;

    /** By what a client is known to send whole conversations. */
    enum Mark {
        OPEN_WEBUI_HEADER, OTHER_OPEN_WEBUI_HEADER, HEADER, DEFAULT_OF_THE_KEY, SETTING
    }

    @BeforeAll
    static void start() {
        upstream = new ScriptedUpstream();
        server = TestServer.over(upstream, Map.of());
        set = TestServer.over(upstream, Map.of("talaria.history-default", "client"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        set.close();
        upstream.close();
    }

    @BeforeEach
    void name() {
        session = UUID.randomUUID().toString();
        use(Mark.OPEN_WEBUI_HEADER);
    }

    private void use(Mark mark) {
        TestClient any = (mark == Mark.SETTING ? set : server).client();
        stored = (mark == Mark.SETTING ? set : server).transcripts();
        TestClient marked = switch (mark) {
            case OPEN_WEBUI_HEADER -> any.with("X-OpenWebUI-User-Id", "ann");
            case OTHER_OPEN_WEBUI_HEADER -> any.with("x-openwebui-auth-type", "jwt");
            case HEADER -> any.with("X-Hermes-History", "client");
            case DEFAULT_OF_THE_KEY -> server.client(key("{\"history\": \"client\"}"));
            case SETTING -> any;
        };
        client = marked.with("X-Hermes-Session-Id", session).with("X-Hermes-Session-Key", session);
    }

    private static String key(String defaults) {
        return server.client().post("/api/keys", "{\"name\": \"ui-" + UUID.randomUUID() + "\", \"defaults\": " + defaults + "}").json()
                .getString("key");
    }

    @ParameterizedTest
    @EnumSource(Mark.class)
    void givesTheFirstMessageOneAnswerAnewWhenItIsRegenerated(Mark mark) {
        use(mark);
        upstream.answer(Script.chatText("first"), Script.chatText("second"));
        say("user", "a");
        say("user", "a");

        assertEquals(List.of("user: a"), asked());
        assertEquals(List.of("user: a", "assistant: second"), stored.conversation(session));
        assertEquals(List.of("user: a", "assistant: first", "assistant: second"), stored.everything(session));
    }

    @ParameterizedTest
    @EnumSource(Mark.class)
    void followsAnEditedFirstMessageAndKeepsTheOther(Mark mark) {
        use(mark);
        say("user", "a");
        say("user", "a", "assistant", "echo: a", "user", "b");
        say("user", "a, edited");

        assertEquals(List.of("user: a, edited"), asked());
        assertEquals(List.of("user: a, edited", "assistant: echo: a, edited"), stored.conversation(session));
        assertTrue(stored.everything(session).containsAll(List.of("user: a", "assistant: echo: a", "user: b", "assistant: echo: b")));
    }

    @Test
    void goesBackToTheBranchThatTheClientShowsAgain() {
        say("user", "a");
        say("user", "a, edited");
        say("user", "a", "assistant", "echo: a", "user", "b");

        assertEquals(List.of("user: a", "assistant: echo: a", "user: b", "assistant: echo: b"), stored.conversation(session));
        assertEquals(6, stored.everything(session).size());
    }

    @Test
    void regeneratesALaterAnswer() {
        upstream.answer(Script.chatText("one"), Script.chatText("two"), Script.chatText("three"));
        say("user", "a");
        say("user", "a", "assistant", "one", "user", "b");
        say("user", "a", "assistant", "one", "user", "b");

        assertEquals(List.of("user: a", "assistant: one", "user: b", "assistant: three"), stored.conversation(session));
        assertEquals(List.of("user: a", "assistant: one", "user: b", "assistant: two", "assistant: three"), stored.everything(session));
    }

    @Test
    void followsAnEditInTheMiddle() {
        say("user", "a");
        say("user", "a", "assistant", "echo: a", "user", "b");
        say("user", "a", "assistant", "echo: a", "user", "b", "assistant", "echo: b", "user", "c");
        say("user", "a", "assistant", "echo: a", "user", "B");

        assertEquals(List.of("user: a", "assistant: echo: a", "user: B"), asked());
        assertEquals(List.of("user: a", "assistant: echo: a", "user: B", "assistant: echo: B"), stored.conversation(session));
        assertEquals(8, stored.everything(session).size());
    }

    @Test
    void followsAnAnswerThatTheUserHasEdited() {
        say("user", "a");
        say("user", "a", "assistant", "something else", "user", "b");

        assertEquals(List.of("user: a", "assistant: something else", "user: b"), asked());
        assertEquals(List.of("user: a", "assistant: something else", "user: b", "assistant: echo: b"), stored.conversation(session));
        assertTrue(stored.everything(session).contains("assistant: echo: a"));
    }

    @Test
    void doublesNoMessageOfATurnThatFailed() {
        upstream.answer(Script.chatError(500, "boom", "x"));
        say("user", "lost");
        say("user", "lost", "user", "again");

        assertEquals(List.of("user: lost", "user: again"), asked());
        assertEquals(List.of("user: lost", "user: again", "assistant: echo: again"), stored.conversation(session));
        assertEquals(3, stored.everything(session).size());
    }

    @Test
    void regeneratesAFirstAnswerThatFailed() {
        upstream.answer(Script.chatError(500, "boom", "x"));
        say("user", "a");
        say("user", "a");

        assertEquals(List.of("user: a", "assistant: echo: a"), stored.conversation(session));
        assertEquals(2, stored.everything(session).size());
    }

    @Test
    void goesOnFromAStoppedAnswer() {
        upstream.answer(reply -> reply.beginEvents().data(ChatJson.textChunk("half an answer")).cut());
        try (SseRecorder stream = client.stream(Chats.streamed("a"))) {
            stream.rest();
        }
        say("user", "a", "assistant", "half an ans", "user", "go on");

        assertEquals(List.of("user: a", "assistant (partial): half an answer", "user: go on", "assistant: echo: go on"),
                stored.conversation(session));
    }

    @Test
    void regeneratesAStoppedAnswer() {
        upstream.answer(reply -> reply.beginEvents().data(ChatJson.textChunk("half an answer")).cut());
        try (SseRecorder stream = client.stream(Chats.streamed("a"))) {
            stream.rest();
        }
        say("user", "a");

        assertEquals(List.of("user: a", "assistant: echo: a"), stored.conversation(session));
    }

    @Test
    void regeneratesATurnInWhichAToolOfTheServerRan() {
        upstream.answer(Script.chatToolCall("call_1", "todo", "{}"), Script.chatText("done"), Script.chatText("done anew"));
        say("user", "a");
        say("user", "a");

        assertEquals(List.of("user: a", "assistant: done anew"), stored.conversation(session));
        assertTrue(stored.everything(session).contains("assistant: done"));
    }

    @Test
    void continuesACallOfTheClientsToolAndRegeneratesIt() {
        String tools = "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"weather\", \"parameters\": {}}}]";
        String asked = "{\"role\": \"user\", \"content\": \"a\"}";
        String called = asked + ", {\"role\": \"assistant\", \"content\": \"\", \"tool_calls\": [{\"id\": \"call_1\", "
                + "\"type\": \"function\", \"function\": {\"name\": \"weather\", \"arguments\": \"{}\"}}]}, "
                + "{\"role\": \"tool\", \"tool_call_id\": \"call_1\", \"content\": \"sunny\"}";
        upstream.answer(Script.chatToolCall("call_1", "weather", "{}"), Script.chatText("sun"), Script.chatText("anew"));
        client.post(PATH, "{\"messages\": [" + asked + "], " + tools + "}");
        client.post(PATH, "{\"messages\": [" + called + "], " + tools + "}");
        assertEquals(List.of("user: a", "assistant: ", "tool: sunny", "assistant: sun"), stored.conversation(session));

        client.post(PATH, "{\"messages\": [" + asked + "], " + tools + "}");

        assertEquals(List.of("user: a", "assistant: anew"), stored.conversation(session));
        assertEquals(5, stored.everything(session).size());
    }

    @Test
    void rememberesARegeneratedQuestionOnce() {
        say("user", "My colour is teal.");
        say("user", "My colour is teal.");

        String found = client.post("/v1/memory/search", "{\"query\": \"colour teal\"}").text();
        assertEquals(1, found.split("\"user\"", -1).length - 1, found);
    }

    @Test
    void isNotDisturbedByBackgroundTasksBesideIt() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(latch, "slowly", " said"));
        try (SseRecorder message = client.stream(Chats.streamed("a"))) {
            upstream.awaitRequest();
            say("user", "### Task:\nGenerate a concise title summarizing the chat history.\n<chat_history>\nUSER: a\n</chat_history>");
            latch.countDown();
            assertEquals("slowly said", message.chatText());
        }
        say("user", "### Task:\nSuggest 3-5 relevant follow-up questions\n<chat_history>\nUSER: a\n</chat_history>");

        assertEquals(List.of("user: a", "assistant: slowly said"), stored.everything(session));
    }

    @Test
    void findsItsBranchAgainBehindAStrayMessage() {
        say("user", "a");
        say("user", "a task in words that nobody knows");
        say("user", "a", "assistant", "echo: a", "user", "b");

        assertEquals(List.of("user: a", "assistant: echo: a", "user: b", "assistant: echo: b"), stored.conversation(session));
    }

    @ParameterizedTest
    @CsvSource({"server, 4", "auto, 3"})
    void goesByTheHeaderBeforeAllElse(String history, int messages) {
        client = client.with("X-Hermes-History", history);
        say("user", "a");
        say("user", "a");

        assertEquals(messages, stored.everything(session).size());
    }

    @Test
    void goesByTheKeysDefaultBeforeTheClientsHeaders() {
        client = server.client(key("{\"history\": \"server\"}")).with("X-OpenWebUI-User-Id", "ann").with("X-Hermes-Session-Id", session);
        say("user", "a");
        say("user", "a");

        assertEquals(4, stored.conversation(session).size());
    }

    @ParameterizedTest
    @CsvSource(value = {"''", "{{CHAT_ID}}"})
    void takesAnEmptyHeaderForNone(String value) {
        client = server.client().with("X-Hermes-Session-Id", session).with("X-OpenWebUI-Chat-Id", value);
        say("user", "a");
        say("user", "b");

        assertEquals(4, stored.conversation(session).size());
    }

    @Test
    void regeneratesAFirstResponse() {
        String body = Json.builders().createObjectBuilder().add("input", Json.builders().createArrayBuilder()
                .add(Json.builders().createObjectBuilder().add("role", "user").add("content", "a"))).build().toString();
        client.post("/v1/responses", body);
        client.post("/v1/responses", body);

        assertEquals(List.of("user: a"), asked());
        assertEquals(List.of("user: a", "assistant: echo: a"), stored.conversation(session));
    }

    private void say(String... rolesAndTexts) {
        TestClient.Answer answer = client.post(PATH, Chats.of(rolesAndTexts).build().toString());
        assertTrue(answer.status() == 200 || answer.status() >= 500, answer::text);
    }

    /** What the model was last asked, the instructions left out. */
    private static List<String> asked() {
        return upstream.lastRequest().json().getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .filter(message -> !message.getString("role").equals("system"))
                .map(message -> message.getString("role") + ": " + message.getString("content")).toList();
    }
}
