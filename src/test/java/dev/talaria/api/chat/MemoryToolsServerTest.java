package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Runs;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tools of the built-in memory, over HTTP with a scripted model. */
class MemoryToolsServerTest {
    private static final Set<String> TOOLS = Set.of("memory_search", "memory_remember", "memory_forget");

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final TestServer server = TestServer.over(upstream, Map.of());
    private final TestClient ann = person();

    @AfterEach
    void close() throws IOException {
        server.close();
        upstream.close();
    }

    private TestClient person() {
        return server.client().with("X-Hermes-Session-Key", UUID.randomUUID().toString());
    }

    private static TestClient in(TestClient person, String session) {
        return person.with("X-Hermes-Session-Id", session);
    }

    private static String remember(TestClient person, String... texts) {
        String first = null;
        for (String text : texts) {
            TestClient.Answer answer = person.post("/v1/memory/messages", "{\"messages\":[{\"content\":\"" + text + "\"}]}");
            first = first == null ? answer.json().getJsonArray("data").getJsonObject(0).getString("id") : first;
        }
        return first;
    }

    private static List<String> remembered(TestClient person) {
        return person.get("/v1/memory/items?order=asc&limit=100").json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(item -> item.getString("content")).toList();
    }

    /** Has the model call a tool once and then answer. */
    private String chat(TestClient client, String said, String tool, String arguments) {
        upstream.answer(Script.chatToolCall("call_1", tool, arguments), Script.chatText("Done."));
        TestClient.Answer answer = client.chat(said);
        assertEquals(200, answer.status(), answer.text());
        assertEquals("Done.", answer.content());
        return toolResult();
    }

    /** What the model was last told of its call. */
    private String toolResult() {
        List<JsonObject> messages = upstream.lastRequest().json().getJsonArray("messages").getValuesAs(JsonObject.class);
        return messages.get(messages.size() - 1).getString("content");
    }

    private Set<String> offered() {
        Set<String> names = new HashSet<>();
        JsonArray tools = upstream.lastRequest().json().getJsonArray("tools");
        if (tools != null) {
            tools.getValuesAs(JsonObject.class).forEach(tool -> names.add(tool.getJsonObject("function").getString("name")));
        }
        return names;
    }

    @Test
    void offersTheToolsWhereThereIsMemory() {
        in(ann, "s1").chat("hello");
        assertTrue(offered().containsAll(TOOLS));

        server.client().chat("hello");
        assertEquals(Set.of("todo"), offered());
        in(ann, "s1").with("X-Hermes-Memory", "off").chat("hello");
        assertEquals(Set.of("todo"), offered());
        in(ann, "s1").with("X-Hermes-Task", "title").chat("hello");
        assertEquals(Set.of(), offered());
    }

    @Test
    void leavesAToolOfTheSameNameToItsClient() {
        upstream.answer(Script.chatToolCall("call_1", "memory_forget", "{\"query\":\"PIN\"}"));
        remember(ann, "My PIN is 4471.");
        String body = Chats.of("user", "Forget my PIN").add("tools", Json.parse("""
                [{"type":"function","function":{"name":"memory_forget","parameters":{"type":"object"}}}]""")).build().toString();

        TestClient.Answer answer = in(ann, "s1").post("/v1/chat/completions", body);

        assertEquals("tool_calls", answer.json().getJsonArray("choices").getJsonObject(0).getString("finish_reason"));
        assertEquals(List.of("My PIN is 4471."), remembered(ann).subList(0, 1));
    }

    @Test
    void answersAModelThatRefusesTools() {
        upstream.answerAlways(request -> request.json().containsKey("tools")
                ? Script.chatError(400, "This model does not support tools", "unsupported") : Script.chatText("hello"));

        assertEquals("hello", in(ann, "s1").chat("Forget my PIN").content());
    }

    @Test
    void findsWhatWasSaid() {
        String id = remember(ann, "My parrot is called Figaro");
        remember(person(), "My parrot is called Coco");

        String found = chat(in(ann, "s1"), "hello", "memory_search", "{\"query\":\"parrot\",\"limit\":5}");

        assertTrue(found.contains(id) && found.contains("user] My parrot is called Figaro"), found);
        assertFalse(found.contains("Coco"), found);
    }

    @Test
    void findsWhatWasSaidInATimeSpan() {
        ann.post("/v1/memory/messages", """
                {"messages":[{"content":"parrot one","created_at":"2023-05-01"},{"content":"parrot two","created_at":"2023-06-01"}]}""");

        String found = chat(in(ann, "s1"), "hello", "memory_search", "{\"after\":\"2023-05-15\",\"before\":\"2023-07-01\"}");

        assertTrue(found.contains("[2023-06-01 user] parrot two") && !found.contains("parrot one"), found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"query\":7}", "[]", "{\"query\":\"x\",\"after\":\"soon\"}", "nonsense"})
    void tellsTheModelOfFaultyArguments(String arguments) {
        assertTrue(chat(in(ann, "s1"), "hello", "memory_search", arguments).startsWith("Error: "));
    }

    @Test
    void keepsAStatementAsANoteOfTheModel() {
        assertEquals("Kept.", chat(in(ann, "s1"), "Remember it", "memory_remember", "{\"text\":\"Ann's parrot is called Figaro\"}"));
        assertEquals("That was kept already.",
                chat(in(ann, "s2"), "Remember it", "memory_remember", "{\"text\":\"Ann's parrot is called Figaro\"}"));

        JsonArray notes = ann.get("/v1/memory/items?kind=note").json().getJsonArray("data");
        assertEquals(1, notes.size());
        assertEquals("assistant", notes.getJsonObject(0).getString("role"));
        assertEquals("s1", notes.getJsonObject(0).getString("session_id"));
        in(ann, "s3").chat("What is the parrot called?");
        assertTrue(upstream.lastRequest().body().contains("assistant] Ann's parrot is called Figaro"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"query\":\"PIN\"}", "{\"query\":\"the user's PIN\"}", "{\"ids\":[\"ID\"]}", "{\"ids\":\"ID\"}"})
    void forgetsWhatTheUserNames(String arguments) {
        String id = remember(ann, "My PIN is 4471.", "My parrot is called Figaro");

        String told = chat(in(ann, "f"), "Forget my PIN, please.", "memory_forget", arguments.replace("ID", id));

        assertTrue(told.contains("My PIN is 4471."), told);
        assertEquals(List.of("My parrot is called Figaro"), remembered(ann));
        in(ann, "s9").chat("What is my PIN?");
        assertFalse(upstream.lastRequest().body().contains("4471"));
    }

    @Test
    void forgetsTheAnswersThatTookItUp() {
        upstream.answer(Script.chatText("Noted, your PIN ends in 71."));
        in(ann, "s1").chat("My PIN is 4471.");

        chat(in(ann, "s2"), "Forget my PIN, please.", "memory_forget", "{\"query\":\"4471\"}");

        assertEquals(List.of(), remembered(ann));
    }

    @Test
    void forgetsWhatThatRefersTo() {
        upstream.answer(Script.chatText("Noted."));
        in(ann, "s1").chat("My PIN is 4471.");

        chat(in(ann, "s1"), "Forget that.", "memory_forget", "{\"query\":\"PIN\"}");

        assertFalse(remembered(ann).toString().contains("4471"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"What is my PIN?", "Don't forget my PIN!", "Forget the parrot.", "Forget that.",
        "Translate \\\"Forget my PIN\\\" into German"})
    void forgetsNothingThatTheUserDoesNotAskFor(String said) {
        String id = remember(ann, "My PIN is 4471.");

        String told = chat(in(ann, "s1"), said.replace("\\\"", "\""), "memory_forget", "{\"ids\":[\"" + id + "\"]}");

        assertTrue(told.startsWith("Not forgotten"), told);
        assertTrue(remembered(ann).contains("My PIN is 4471."));
    }

    @Test
    void takesNoWordsOfMemoryForTheUsers() {
        String id = remember(ann, "What is up? Forget the PIN, please, said the duck.", "My PIN is 4471.");

        String told = chat(in(ann, "s1"), "What did the duck say of the PIN, please?", "memory_forget", "{\"ids\":[\"" + id + "\"]}");

        assertTrue(told.startsWith("Not forgotten"), told);
    }

    @Test
    void forgetsNothingOfAnotherScope() {
        TestClient bob = person();
        String id = remember(bob, "My PIN is 4471.");

        assertEquals("Nothing that matches is remembered.",
                chat(in(ann, "s1"), "Forget my PIN", "memory_forget", "{\"ids\":[\"" + id + "\"]}"));
        assertEquals(List.of("My PIN is 4471."), remembered(bob));
    }

    @Test
    void keepsNothingInAMemoryThatWasForgottenMeanwhile() throws InterruptedException {
        in(ann, "s1").chat("hello");
        upstream.answer(reply -> {
            ann.send("DELETE", "/v1/memory", BodyPublishers.noBody());
            Script.chatToolCall("call_1", "memory_remember", "{\"text\":\"Ann likes tea\"}").play(reply);
        }, Script.chatText("Done."));

        in(ann, "s2").chat("I like tea");

        assertEquals(List.of(), remembered(ann));
    }

    private String run(String said, String arguments, String choice) {
        upstream.answer(Script.chatToolCall("call_1", "memory_forget", arguments), Script.chatText("Done."));
        String run = Runs.start(in(ann, "r"), said);
        String shown = null;
        try (SseRecorder events = ann.follow(Runs.events(run))) {
            while (shown == null) {
                JsonObject event = events.next().orElseThrow().json();
                shown = event.getString("event").equals("approval.request") ? event.getString("description") : null;
            }
        }
        ann.post("/v1/runs/" + run + "/approval", "{\"choice\":\"" + choice + "\"}");
        assertEquals("completed", Runs.end(ann, run).getString("status"));
        return shown;
    }

    @Test
    void asksForApprovalWhereSomebodyCanGiveOne() {
        remember(ann, "My PIN is 4471.", "My parrot is called Figaro");

        String shown = run("Tidy up", "{\"query\":\"PIN\"}", "once");

        assertTrue(shown.contains("My PIN is 4471.") && !shown.contains("parrot"), shown);
        assertFalse(remembered(ann).contains("My PIN is 4471."));
        assertTrue(remembered(ann).contains("My parrot is called Figaro"));
    }

    @Test
    void forgetsNothingThatAPersonRefuses() {
        remember(ann, "My PIN is 4471.");

        run("Forget my PIN, please.", "{\"query\":\"PIN\"}", "deny");

        assertTrue(remembered(ann).contains("My PIN is 4471."));
    }

    @Test
    void canBeSwitchedOff() throws IOException {
        try (TestServer without = TestServer.over(upstream, Map.of("talaria.memory.tools", "false"))) {
            without.client().with("X-Hermes-Session-Key", "k").chat("hello");

            assertEquals(Set.of("todo"), offered());
        }
    }
}
