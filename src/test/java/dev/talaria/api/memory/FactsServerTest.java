package dev.talaria.api.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Facts over HTTP, drawn by an upstream that also answers the turns. */
@Timeout(120)
class FactsServerTest {
    private static final Pattern SOURCE = Pattern.compile("\\[(mem_[0-9a-f]{32}) [^\\]]*] I live in Rome");
    private static final long PAUSE = 20_000_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final String key = UUID.randomUUID().toString();
    private TestServer server;

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    private static boolean isForFacts(SeenRequest request) {
        return request.body().contains("You keep the memory of an assistant");
    }

    /** @param facts answers what is asked for facts; every turn gets its input back */
    private void start(Function<SeenRequest, Script> facts, String... settings) {
        upstream.answerAlways(request -> isForFacts(request) ? facts.apply(request) : Script.echo());
        Map<String, String> all = new HashMap<>(Map.of("talaria.memory.facts", "background", "talaria.memory.facts.turns", "1",
                "talaria.memory.facts.model", "cheap", "talaria.memory.facts.summary-after", "0s"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put("talaria.memory.facts." + settings[i], settings[i + 1]);
        }
        server = TestServer.over(upstream, all);
    }

    private static Script rome(SeenRequest request) {
        Matcher source = SOURCE.matcher(request.body());
        return Script.chatText(source.find() ? "{\"facts\": [{\"text\": \"The user lives in Rome.\", \"sources\": [\"" + source.group(1)
                + "\"], \"replaces\": null}]}" : "{\"facts\": []}");
    }

    private TestClient in(String session) {
        return server.client().with("X-Hermes-Session-Key", key).with("X-Hermes-Session-Id", session);
    }

    private List<JsonObject> items(String filter) {
        return in("friday").get("/v1/memory/items?" + filter).json().getJsonArray("data").getValuesAs(JsonObject.class);
    }

    private JsonObject health() {
        return server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks")
                .getJsonObject("facts");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it never came to that");
            LockSupport.parkNanos(PAUSE);
        }
    }

    private long asked() {
        return upstream.requests().stream().filter(FactsServerTest::isForFacts).count();
    }

    @Test
    void showsAFactWithItsSourcesAndTellsItInOtherSessions() {
        start(FactsServerTest::rome);
        in("monday").chat("I live in Rome.");
        await(() -> !items("kind=fact").isEmpty());

        JsonObject fact = items("kind=fact").get(0);
        assertEquals("The user lives in Rome.", fact.getString("content"));
        assertEquals(items("kind=message&order=asc").get(0).getString("id"), fact.getJsonArray("sources").getString(0));
        assertTrue(fact.isNull("superseded_by"));
        assertEquals(List.of(), items("kind=fact&validity=superseded"));
        SeenRequest call = upstream.requests().stream().filter(FactsServerTest::isForFacts).findFirst().orElseThrow();
        assertEquals("cheap", call.json().getString("model"));
        assertFalse(call.wantsStream());
        in("tuesday").chat("Where does the user live, in Rome?");
        assertTrue(upstream.requests().stream().filter(request -> !isForFacts(request)).reduce((one, other) -> other).orElseThrow()
                .body().contains("noted of user] The user lives in Rome."));
        await(() -> health().getInt("calls") >= 1);
        assertEquals("ok", health().getString("status"));
        assertFalse(in("friday").get("/v1/memory/export").text().contains("The user lives in Rome."));
        assertEquals(400, in("friday").get("/v1/memory/items?validity=never").status());
    }

    @Test
    void neitherReadsNorTellsTurnsWithoutMemory() {
        start(FactsServerTest::rome, "turns", "2");
        in("monday").with("X-Hermes-Memory", "off").chat("I live in Oslo.");
        in("monday").chat("I live in Rome.");
        in("monday").chat("Good morning!");
        await(() -> asked() == 1);

        String call = upstream.requests().stream().filter(FactsServerTest::isForFacts).findFirst().orElseThrow().body();
        assertTrue(call.contains("I live in Rome.") && !call.contains("Oslo"), call);
    }

    @Test
    void answersTurnsWhileTheModelIsSlow() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(1);
        start(request -> reply -> {
            reply.hold(open);
            rome(request).play(reply);
        });
        in("monday").chat("I live in Rome.");
        await(() -> asked() == 1);

        assertEquals(200, in("monday").chat("Good morning!").status());
        assertEquals(List.of(), items("kind=fact"));
        open.countDown();
        await(() -> !items("kind=fact").isEmpty());
    }

    @Test
    void tellsWhyNothingIsDrawnAndGoesOnWhenTheModelIsBack() {
        CountDownLatch back = new CountDownLatch(1);
        start(request -> back.getCount() > 0 ? Script.error(503, "<html>Bad Gateway</html>") : rome(request));
        in("monday").chat("I live in Rome.");
        await(() -> health().getInt("failures") >= 1);

        assertTrue(health().getJsonObject("last_failure").containsKey("message"));
        assertEquals(1, health().getInt("waiting_turns"));
        back.countDown();
        await(() -> !items("kind=fact").isEmpty());
        assertEquals(1, items("kind=fact").size());
        assertEquals(0, health().getInt("waiting_turns"));
    }

    @Test
    void stopsWhereTheKeyIsRefused() {
        start(request -> Script.chatError(401, "Incorrect API key provided", "invalid_api_key"));
        in("monday").chat("I live in Rome.");

        await(() -> health().getString("status").equals("degraded"));
        assertEquals(200, in("monday").chat("Good morning!").status());
        assertEquals(1, asked());
    }

    @Test
    void forgetsWithAFactTheMessageThatSaysIt() {
        start(FactsServerTest::rome);
        in("monday").chat("I live in Rome.");
        await(() -> !items("kind=fact").isEmpty());
        String fact = items("kind=fact").get(0).getString("id");
        upstream.answer(Script.chatToolCall("call_1", "memory_forget", "{\"ids\":[\"" + fact + "\"]}"));

        in("tuesday").chat("Forget that I live in Rome, please.");

        assertEquals(List.of(), items("validity=all").stream().filter(item -> item.getString("content").contains("Rome")).toList());
    }
}
