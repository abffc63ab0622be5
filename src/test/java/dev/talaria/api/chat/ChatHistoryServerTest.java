package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose history counts: what the model is asked and what the transcript holds afterwards. */
class ChatHistoryServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static ScriptedUpstream upstream;
    private static TestServer server;
    private static Transcripts stored;
    private String session;
    private TestClient client;

    @BeforeAll
    static void start() {
        upstream = new ScriptedUpstream();
        server = TestServer.over(upstream, Map.of("talaria.memory.enabled", "false"));
        stored = server.transcripts();
    }

    @AfterAll
    static void stop() throws IOException {
        stored.close();
        server.close();
        upstream.close();
    }

    @BeforeEach
    void name() {
        session = UUID.randomUUID().toString();
        client = server.client().with("X-Hermes-Session-Id", session);
    }

    @Test
    void goesOnFromTheStoredTranscriptWhereTheBodyIsButItsInput() {
        say("user", "a");
        say("user", "b");

        assertEquals(List.of("user: a", "assistant: echo: a", "user: b"), asked());
        assertEquals(List.of("user: a", "assistant: echo: a", "user: b", "assistant: echo: b"), stored.conversation(session));
    }

    @Test
    void doublesNothingWhereTheBodyRepeatsTheTranscript() {
        say("user", "a");
        say("user", "a", "assistant", " echo: a\n", "user", "b");

        assertEquals(List.of("user: a", "assistant:  echo: a\n", "user: b"), asked());
        assertEquals(List.of("user: a", "assistant: echo: a", "user: b", "assistant: echo: b"), stored.conversation(session));
    }

    @Test
    void takesTheTranscriptForTheHistoryOfAStranger() {
        say("user", "a");
        say("user", "x", "assistant", "never said here", "user", "b");

        assertEquals(List.of("user: a", "assistant: echo: a", "user: b"), asked());
    }

    @Test
    void beginsWithTheClientsHistoryWhereThereIsNone() {
        say("user", "x", "assistant", "said elsewhere", "user", "b");

        assertEquals(List.of("user: x", "assistant: said elsewhere", "user: b"), asked());
        assertEquals(List.of("user: x", "assistant: said elsewhere", "user: b", "assistant: echo: b"), stored.conversation(session));
    }

    @Test
    void followsARegeneratedAnswer() {
        say("user", "a");
        upstream.answer(Script.chatText("first"), Script.chatText("second"));
        say("user", "a", "assistant", "echo: a", "user", "b");
        say("user", "a", "assistant", "echo: a", "user", "b");

        assertEquals(List.of("user: a", "assistant: echo: a", "user: b"), asked());
        assertEquals(List.of("user: a", "assistant: echo: a", "user: b", "assistant: second"), stored.conversation(session));
        assertEquals(List.of("user: a", "assistant: echo: a", "user: b", "assistant: first", "assistant: second"),
                stored.everything(session));
    }

    @Test
    void followsAnEditedMessageAndKeepsTheOther() {
        say("user", "a");
        say("user", "b");
        say("user", "a", "assistant", "echo: a", "user", "b, edited");

        assertEquals(List.of("user: a", "assistant: echo: a", "user: b, edited"), asked());
        assertEquals(List.of("user: a", "assistant: echo: a", "user: b, edited", "assistant: echo: b, edited"),
                stored.conversation(session));
        assertTrue(stored.everything(session).contains("assistant: echo: b"));
    }

    @Test
    void believesTheClientOnDemand() {
        say("user", "a");
        client = client.with("X-Hermes-History", "client");
        say("user", "z");

        assertEquals(List.of("user: z"), asked());
        assertEquals(List.of("user: z", "assistant: echo: z"), stored.conversation(session));
        assertTrue(stored.everything(session).contains("assistant: echo: a"));
    }

    @Test
    void believesTheTranscriptOnDemand() {
        say("user", "a");
        client = client.with("X-Hermes-History", "server");
        say("user", "a", "assistant", "echo: a", "user", "a", "assistant", "echo: a", "user", "b");

        assertEquals(List.of("user: a", "assistant: echo: a", "user: b"), asked());
    }

    @Test
    void takesTwoUserMessagesInARow() {
        say("user", "a");
        upstream.answer(Script.chatError(500, "boom", "x"));
        say("user", "a", "assistant", "echo: a", "user", "lost");
        say("user", "a", "assistant", "echo: a", "user", "lost", "user", "b");

        assertEquals(List.of("user: a", "assistant: echo: a", "user: lost", "user: b"), asked());
        assertEquals(List.of("user: a", "assistant: echo: a", "user: lost", "user: b", "assistant: echo: b"), stored.conversation(session));
    }

    @ParameterizedTest
    @ValueSource(strings = {"half an ans", "half an answer"})
    void goesOnFromAPartialAnswer(String shown) {
        upstream.answer(reply -> reply.beginEvents().data(ChatJson.textChunk("half an answer")).cut());
        try (var stream = client.stream(Chats.streamed("a"))) {
            stream.rest();
        }
        say("user", "a", "assistant", shown, "user", "go on");

        assertEquals(List.of("user: a", "assistant: " + shown, "user: go on"), asked());
        assertEquals(List.of("user: a", "assistant (partial): half an answer", "user: go on", "assistant: echo: go on"),
                stored.conversation(session));
    }

    @Test
    void keepsAnUnnamedConversationToItsBody() {
        client = server.client();
        say("user", "a");
        say("user", "a");

        assertEquals(List.of("user: a"), asked());
    }

    @Test
    void readsNoTranscriptForADerivedName() {
        String derived = server.client().chat("a").header("X-Hermes-Session-Id").orElseThrow();
        client = server.client().with("X-Hermes-Session-Id", derived);

        say("user", "b");

        assertEquals("user: b", asked().get(asked().size() - 1));
    }

    @Test
    void keepsSystemMessagesOutOfTheTranscript() {
        say("system", "Be brief.", "user", "a");

        assertEquals(List.of("user: a", "assistant: echo: a"), stored.conversation(session));
    }

    private void say(String... rolesAndTexts) {
        client.post(PATH, Chats.of(rolesAndTexts).build().toString());
    }

    /** What the model was last asked, the instructions left out. */
    private static List<String> asked() {
        return upstream.lastRequest().json().getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .filter(message -> !message.getString("role").equals("system"))
                .map(message -> message.getString("role") + ": " + message.getString("content")).toList();
    }
}
