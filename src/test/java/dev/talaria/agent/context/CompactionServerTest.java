package dev.talaria.agent.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.AgentsServer;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations that are longer than the model's window, seen from a scripted model that has one. */
class CompactionServerTest {
    private static final String FILLER = "Tell me more about the history of lighthouses, their keepers and their lamps. ".repeat(8);
    private static final Pattern PASSWORD = Pattern.compile("the password is (\\w+)");
    private static final String NOTES = "You keep the notes of a conversation";
    private static final int WINDOW = 4_000;

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private TestServer server;

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        upstream.close();
    }

    private void start(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("talaria.memory.enabled", "false"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        server = TestServer.over(upstream, all);
    }

    /** Answers like a model that knows only what it is sent, and refuses more than its window holds. */
    private static Script model(SeenRequest request, boolean says) {
        if (tokens(request) > WINDOW) {
            return Script.chatError(400, says ? "This model's maximum context length is " + WINDOW + " tokens. However, your messages "
                    + "resulted in " + tokens(request) + " tokens." : "The prompt is too long.", "context_length_exceeded");
        }
        Matcher found = PASSWORD.matcher(request.body());
        boolean notes = isForNotes(request);
        String known = found.find() ? found.group(1) : "unknown";
        return Script.chatText(notes ? "The user said that the password is " + known + "." : "It is " + known + ".");
    }

    private static boolean isForNotes(SeenRequest request) {
        return request.body().contains(NOTES);
    }

    private static int tokens(SeenRequest request) {
        return request.json().getJsonArray("messages").toString().length() / 4;
    }

    private TestClient session(String id) {
        return new TestClient(server.base(), TestServer.KEY).with("X-Hermes-Session-Id", id);
    }

    private String answer(TestClient client, String text) {
        return client.chat(text).json().getJsonArray("choices").getJsonObject(0).getJsonObject("message").getString("content");
    }

    @Test
    void summarisesByTheNextModelWhereTheFirstIsUnavailable() throws IOException {
        String file = """
                {"upstreams": {"one": {"url": "ONE", "model": "m1", "breaker": {"failures": 1000}}, "two": {"url": "TWO", "model": "m2"}},
                 "route": ["one", "two"]}""";
        try (AgentsServer both = new AgentsServer(file, Map.of("talaria.memory.enabled", "false", "talaria.context.window", "4000"))) {
            both.one.answerAlways(request -> Script.chatError(503, "overloaded", "overloaded"));
            both.two.answerAlways(request -> model(request, true));
            TestClient client = both.client().with("X-Hermes-Session-Id", "long");

            answer(client, "Remember that the password is swordfish");
            for (int turn = 1; turn < 20; turn++) {
                assertEquals("It is swordfish.", answer(client, turn + ". " + FILLER));
            }

            assertTrue(both.one.requests().stream().anyMatch(CompactionServerTest::isForNotes));
            assertTrue(both.two.requests().stream().anyMatch(CompactionServerTest::isForNotes));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4000", "0"})
    void stillAnswersFromWhatWasSaidFirst(String window) {
        upstream.answerAlways(request -> model(request, true));
        start("talaria.context.window", window);
        TestClient client = session("long");

        assertEquals("It is swordfish.", answer(client, "Remember that the password is swordfish"));
        for (int turn = 1; turn < 60; turn++) {
            assertEquals("It is swordfish.", answer(client, turn + ". " + FILLER));
        }

        assertEquals("It is swordfish.", answer(client, "What was it?"));
        long notes = upstream.requests().stream().filter(CompactionServerTest::isForNotes).count();
        assertTrue(notes > 0 && notes < 15, () -> notes + " summaries in 60 turns");
        JsonObject messages = client.get("/api/sessions/long/messages").json();
        assertEquals(122, messages.getJsonArray("data").size());
    }

    @Test
    void learnsTheWindowOfAModelThatDoesNotSayIt() {
        upstream.answerAlways(request -> model(request, false));
        start();
        TestClient client = session("long");

        answer(client, "Remember that the password is swordfish");
        for (int turn = 1; turn < 40; turn++) {
            assertEquals("It is swordfish.", answer(client, turn + ". " + FILLER));
        }
    }

    @Test
    void summarisesOnceWhatAClientSendsWithEveryRequest() {
        upstream.answerAlways(request -> model(request, true));
        start("talaria.context.window", "4000");
        TestClient client = new TestClient(server.base(), TestServer.KEY);
        List<String> texts = new ArrayList<>(List.of("Remember that the password is swordfish"));

        for (int turn = 1; turn < 40; turn++) {
            String said = client.post("/v1/chat/completions", body(texts)).json().getJsonArray("choices").getJsonObject(0)
                    .getJsonObject("message").getString("content");
            assertEquals("It is swordfish.", said);
            texts.add(said);
            texts.add(turn + ". " + FILLER);
        }

        long notes = upstream.requests().stream().filter(CompactionServerTest::isForNotes).count();
        assertTrue(notes > 0 && notes < 12, () -> notes + " summaries in 40 turns");
    }

    private static String body(List<String> texts) {
        JsonArrayBuilder messages = Json.createArrayBuilder();
        for (int i = 0; i < texts.size(); i++) {
            messages.add(Json.createObjectBuilder().add("role", i % 2 == 0 ? "user" : "assistant").add("content", texts.get(i)));
        }
        return Json.createObjectBuilder().add("messages", messages).build().toString();
    }

    @Test
    void aSummaryThatFailsCostsNothingButItself() {
        upstream.answerAlways(request -> isForNotes(request) ? Script.error(500, "{}") : model(request, true));
        start("talaria.context.window", "4000", "talaria.context.summary-timeout", "5s");
        TestClient client = session("long");

        answer(client, "Remember that the password is swordfish");
        for (int turn = 1; turn < 40; turn++) {
            assertEquals(200, client.chat(turn + ". " + FILLER).status());
        }

        assertFalse(upstream.lastRequest().body().contains("password is swordfish"));
    }

    @Test
    void refusesWhatIsTooLongByItself() {
        upstream.answerAlways(request -> model(request, true));
        start();

        TestClient.Answer answer = session("long").chat("word ".repeat(10_000));

        assertEquals(400, answer.status());
        assertEquals("context_length_exceeded", answer.json().getJsonObject("error").getString("code"));
    }

    @Test
    void compactsNothingIfToldSo() {
        upstream.answerAlways(request -> model(request, true));
        start("talaria.context.compaction", "off");
        TestClient client = session("long");

        for (int turn = 1; turn < 100; turn++) {
            if (client.chat(turn + ". " + FILLER).status() == 400) {
                return;
            }
        }
        throw new AssertionError("the model never refused");
    }

    @Test
    void twoClientsTalkWhileItIsSummarised() throws Exception {
        upstream.answerAlways(request -> model(request, true));
        start("talaria.context.window", "4000");
        answer(session("long"), "Remember that the password is swordfish");
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try {
            List<Future<Boolean>> talks = new ArrayList<>();
            for (int client = 0; client < 2; client++) {
                talks.add(clients.submit(() -> {
                    for (int turn = 1; turn < 30; turn++) {
                        if (!answer(session("long"), turn + ". " + FILLER).equals("It is swordfish.")) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            for (Future<Boolean> talk : talks) {
                assertTrue(talk.get());
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void aDeletedMessageIsForgottenByTheSummaryToo() {
        upstream.answerAlways(request -> model(request, true));
        start("talaria.context.window", "4000");
        TestClient client = session("long");
        String first = client.post("/v1/responses", "{\"input\": \"Remember that the password is swordfish\"}").json().getString("id");
        for (int turn = 1; turn < 40; turn++) {
            answer(client, turn + ". " + FILLER);
        }
        assertTrue(client.get("/api/sessions/long/context").json().getInt("summarised") > 0);

        assertEquals(200, client.send("DELETE", "/v1/responses/" + first, BodyPublishers.noBody()).status());

        assertEquals(0, client.get("/api/sessions/long/context").json().getInt("summarised"));
        assertEquals("It is unknown.", answer(client, "What was it?"));
    }

    @Test
    void memoryIsAskedForTheQuestionAndNotForTheSummary() {
        upstream.answerAlways(request -> isForNotes(request) ? Script.chatText("They talked about zebras.") : Script.chatText("Fine."));
        start("talaria.context.window", "1200", "talaria.memory.enabled", "true");
        TestClient client = session("long").with("X-Hermes-Session-Key", "ann");
        client.post("/v1/memory/messages", "{\"messages\": [{\"content\": \"Zebras are my favourite animals\"}]}");
        for (int turn = 1; turn < 12; turn++) {
            answer(client, turn + ". " + FILLER);
        }

        answer(client, "Good morning");

        assertTrue(upstream.lastRequest().body().contains("They talked about zebras."));
        assertFalse(upstream.lastRequest().body().contains("Zebras are my favourite animals"));
    }

    @Test
    void tellsWhatFillsTheWindow() {
        upstream.answerAlways(request -> model(request, true));
        start("talaria.context.window", "4000");
        TestClient client = session("long");
        answer(client, "Hello");

        JsonObject before = client.get("/api/sessions/long/context").json();
        for (int turn = 1; turn < 40; turn++) {
            answer(client, turn + ". " + FILLER);
        }
        JsonObject after = client.get("/api/sessions/long/context").json();

        assertEquals("hermes.session.context", before.getString("object"));
        assertEquals(4000, before.getInt("window"));
        assertEquals(0, before.getJsonObject("tokens").getInt("summary"));
        assertTrue(before.getJsonObject("tokens").getInt("system") > 0);
        assertTrue(after.getJsonObject("tokens").getInt("summary") > 0);
        assertTrue(after.getJsonObject("tokens").getInt("history") < 4_000);
        assertTrue(after.getInt("summarised") > 0);
    }

    @Test
    void compactsAConversationThatItsClientStores() {
        upstream.answerAlways(request -> model(request, true));
        start();
        TestClient client = new TestClient(server.base(), TestServer.KEY);

        JsonObject compacted = client.post("/v1/responses/compact", """
                {"input": [{"role": "user", "content": "Remember that the password is swordfish"},
                    {"role": "assistant", "content": "I do."}, {"role": "user", "content": "Good."}]}""").json();
        List<JsonObject> output = compacted.getJsonArray("output").getValuesAs(JsonObject.class);
        JsonObject item = output.get(2);
        JsonObject next = client.post("/v1/responses", Json.createObjectBuilder().add("store", false).add("input", Json.createArrayBuilder()
                .add(item).add(Json.createObjectBuilder().add("role", "user").add("content", "What was it?"))).build().toString()).json();

        assertEquals("response.compaction", compacted.getString("object"));
        assertEquals(List.of("message", "message", "compaction"), output.stream().map(each -> each.getString("type")).toList());
        assertEquals("It is swordfish.", next.getJsonArray("output").getJsonObject(0).getJsonArray("content").getJsonObject(0)
                .getString("text"));
    }

    @Test
    void passesOverACompactionOfAnotherServer() {
        upstream.answerAlways(request -> model(request, true));
        start();

        TestClient.Answer answer = new TestClient(server.base(), TestServer.KEY).post("/v1/responses", """
                {"input": [{"type": "compaction", "encrypted_content": "gAAAAABpM0Yj"}, {"role": "user", "content": "Hello"}]}""");

        assertEquals(200, answer.status());
    }

    @Test
    void compactsFromTheThresholdOfARequest() {
        upstream.answerAlways(request -> model(request, true));
        start();
        TestClient client = session("long");
        for (int turn = 1; turn < 15; turn++) {
            assertEquals(200, client.post("/v1/responses", Json.createObjectBuilder().add("input", turn + ". " + FILLER)
                    .add("context_management", Json.createArrayBuilder().add(Json.createObjectBuilder().add("type", "compaction")
                            .add("compact_threshold", 1_000))).build().toString()).status());
        }

        assertTrue(upstream.requests().stream().anyMatch(CompactionServerTest::isForNotes));
        assertTrue(tokens(upstream.lastRequest()) < 1_500);
        assertEquals(400, client.post("/v1/responses", "{\"input\": \"x\", \"context_management\": [{\"type\": \"compaction\", "
                + "\"compact_threshold\": 5}]}").status());
    }

    @Test
    void showsTheCompactionToTheReadersOfARun() {
        upstream.answerAlways(request -> model(request, true));
        start("talaria.context.window", "4000");
        TestClient client = session("long");
        String events = "";
        for (int turn = 1; turn < 40 && !events.contains("context.compaction"); turn++) {
            String run = client.post("/v1/runs", Json.createObjectBuilder().add("input", turn + ". " + FILLER).add("session_id", "long")
                    .build().toString()).json().getString("run_id");
            events = client.get("/v1/runs/" + run + "/events").text();
        }

        assertTrue(events.contains("\"context.compaction\""), events);
        assertTrue(events.contains("before_tokens") && events.contains("after_tokens") && events.contains("summarised"));
    }
}
