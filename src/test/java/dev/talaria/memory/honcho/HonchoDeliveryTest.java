package dev.talaria.memory.honcho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.HonchoConfig;
import dev.talaria.json.Json;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.honcho.wire.HonchoClient;
import dev.talaria.memory.outbox.Backlogged;
import dev.talaria.memory.outbox.Outcome;
import dev.talaria.memory.outbox.QueuedDelivery;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.testing.honcho.HonchoTrouble;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No turn is lost and none doubled, whatever happens between here and Honcho. */
class HonchoDeliveryTest {
    private static final Instant NOON = Instant.parse("2024-03-05T12:00:00Z");
    private static final Peer ANN = new Peer(MemoryScope.ofKey("acme", "ann"), "u-1", "Ann", "ann");
    private static final Map<String, HonchoTrouble> TROUBLES = Map.ofEntries(
            Map.entry("500 before it stores", HonchoTrouble.error(500)),
            Map.entry("500 after it has stored", HonchoTrouble.errorAfterWork(500)),
            Map.entry("503 with a time to come back", HonchoTrouble.error(503, "Retry-After: 0")),
            Map.entry("429", HonchoTrouble.error(429, "Retry-After: 0")),
            Map.entry("404", HonchoTrouble.error(404)),
            Map.entry("a hang", HonchoTrouble.hang()),
            Map.entry("a hang after it has stored", HonchoTrouble.hangAfterWork()),
            Map.entry("a reset", HonchoTrouble.reset()),
            Map.entry("a reset after it has stored", HonchoTrouble.resetAfterWork()),
            Map.entry("an answer without its end", HonchoTrouble.withoutEnd()),
            Map.entry("a success that is no JSON", HonchoTrouble.saying(200, "<html>welcome</html>")),
            Map.entry("a success that names no message", HonchoTrouble.saying(201, "{}")));

    private final HonchoFixture fixture = new HonchoFixture();
    private final HonchoMemory memory = fixture.memory();

    @AfterEach
    void close() throws IOException {
        memory.close();
        fixture.close();
    }

    static List<String> troubles() {
        return TROUBLES.keySet().stream().sorted().toList();
    }

    private static MemoryTurn turn(String run, String... texts) {
        List<MemoryTurn.Utterance> utterances = new ArrayList<>();
        for (String text : texts) {
            utterances.add(new MemoryTurn.Utterance(utterances.size() % 2 == 0 ? Role.USER : Role.ASSISTANT, null, text, NOON));
        }
        return new MemoryTurn(ANN, SessionRef.named("acme", "", "monday"), run, 0, utterances);
    }

    private void say(String run, String... texts) {
        fixture.commit(memory.remember(turn(run, texts)));
    }

    private List<String> said() {
        return fixture.honcho.state().said();
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void storesATurnOnceThrough(String trouble) {
        fixture.honcho.next("POST messages", TROUBLES.get(trouble));

        say("run_1", "My parrot is called Figaro", "Noted");
        say("run_2", "It is green", "Lovely");

        assertEquals(List.of("My parrot is called Figaro", "Noted", "It is green", "Lovely"), said());
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void setsASessionUpThrough(String trouble) {
        fixture.honcho.next("POST sessions", TROUBLES.get(trouble));

        say("run_1", "My parrot is called Figaro", "Noted");

        assertEquals(List.of("My parrot is called Figaro", "Noted"), said());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"v\":2,\"do\":\"remember\"}", "{\"v\":1,\"do\":\"summarise\"}", "{\"v\":1}", "{\"v\":1,\"do\":\"forget\"}"})
    void parksWhatANewerReleaseHasWritten(String payload) {
        MemoryScope scope = ANN.scope();
        Honcho honcho = new Honcho(fixture.client(
                HonchoFixture.config(fixture.honcho.url(), HonchoFixture.HASHED, HonchoConfig.Recall.HYBRID, 0)), HonchoFixture.TIMEOUTS);
        SessionProvisioner provisioner = new SessionProvisioner(honcho);
        HonchoDelivery delivery = new HonchoDelivery(provisioner, new MessageWriter(honcho),
                new Forgetting(honcho, provisioner, user -> false),
                new Dialectic(honcho, new HonchoConfig.Dialectic(0, "low")), HonchoFixture.READ);

        Outcome outcome = delivery.deliver(new QueuedDelivery(1, scope, 0, false, Json.parse(payload).asJsonObject()));

        assertTrue(outcome instanceof Outcome.Refused refused && refused.why().contains("release"), outcome::toString);
    }

    @Test
    void keepsTheOrderWhileAttemptsFail() {
        fixture.honcho.next("POST messages", HonchoTrouble.error(500), HonchoTrouble.resetAfterWork(), HonchoTrouble.error(503));
        fixture.commits.commit(memory.remember(turn("run_1", "one")));
        fixture.commits.commit(memory.remember(turn("run_2", "two")));
        fixture.commit(memory.remember(turn("run_3", "three")));

        assertEquals(List.of("one", "two", "three"), said());
    }

    @Test
    void doesNotDoubleWhatArrivedBeforeTheServerWasKilled() {
        fixture.honcho.next("POST messages", HonchoTrouble.resetAfterWork());
        HonchoClient client = fixture.client(
                HonchoFixture.config(fixture.honcho.url(), HonchoFixture.HASHED, HonchoConfig.Recall.HYBRID, 0));
        Honcho honcho = new Honcho(client, HonchoFixture.TIMEOUTS);
        SessionProvisioner provisioner = new SessionProvisioner(honcho);
        HonchoDelivery delivery = new HonchoDelivery(provisioner, new MessageWriter(honcho),
                new Forgetting(honcho, provisioner, user -> false),
                new Dialectic(honcho, new HonchoConfig.Dialectic(0, "low")), HonchoFixture.READ);
        HonchoLocation location = new HonchoNaming(HonchoFixture.HASHED).of(ANN, 0, null);
        MessageChunks messageChunks = new MessageChunks(location, "run_1")
                .add(null, Role.USER, null, "My parrot is called Figaro", NOON, null, null);
        JsonObject payload = new HonchoDelivery.Remember(location, "run_1", messageChunks.messages()).payload();

        Outcome first = delivery.deliver(new QueuedDelivery(1, ANN.scope(), 0, false, payload));
        Outcome second = delivery.deliver(new QueuedDelivery(1, ANN.scope(), 1, true, payload));

        assertTrue(first instanceof Outcome.Later later && later.unclear(), first::toString);
        assertEquals(new Outcome.Delivered(), second);
        assertEquals(List.of("My parrot is called Figaro"), said());
        client.close();
    }

    @Test
    void deliversWhatAnEarlierProcessLeft() {
        fixture.honcho.always(HonchoTrouble.error(500));
        fixture.commits.commit(memory.remember(turn("run_1", "My parrot is called Figaro")));
        memory.close();
        fixture.honcho.always(null);

        HonchoMemory later = fixture.memory();
        fixture.awaitDelivery();
        later.close();

        assertEquals(List.of("My parrot is called Figaro"), said());
    }

    @ParameterizedTest
    @ValueSource(ints = {24_999, 25_000, 25_001, 50_001, 75_000})
    void keepsLongMessagesWhole(int length) {
        String text = "x".repeat(length - 2) + "🦜";

        say("run_1", text, "Noted");

        List<Remembered> items = memory.list(ANN, new MemoryPage.PageRequest(null, 10, false)).items();
        assertEquals(List.of(text, "Noted"), items.stream().map(Remembered::text).toList());
        assertEquals(List.of("Noted", text),
                memory.list(ANN, new MemoryPage.PageRequest(null, 10, true)).items().stream().map(Remembered::text)
                .toList());
        assertEquals("Noted", memory.list(ANN, new MemoryPage.PageRequest(items.get(0).id(), 10, false)).items().get(0).text());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnAfterTheMessageWhosePieceWasFound(boolean newestFirst) {
        say("run_1", "Before", "x ".repeat(30_000) + "walrus", "After");
        String piece = memory.search(ANN, new SearchQuery("walrus", 1, null, null)).get(0).item().id();

        List<Remembered> next = memory.list(ANN, new MemoryPage.PageRequest(piece, 10, newestFirst)).items();

        assertEquals(List.of(newestFirst ? "Before" : "After"), next.stream().map(Remembered::text).toList());
    }

    @Test
    void countsMessagesOfOtherProgramsToo() {
        say("run_1", "My parrot is called Figaro");
        String session = fixture.honcho.state().sessions().get(0);

        fixture.honcho.state().sayBesides(session, "somebody", "It is green");

        assertEquals(2, memory.profile(ANN).items());
    }

    @Test
    void takesNoCharacterApart() {
        say("run_1", "x".repeat(24_999) + "🦜" + "y");

        assertEquals(List.of("x".repeat(24_999), "🦜y"), said());
    }

    @Test
    void storesMoreMessagesThanOneCallTakesOnceEach() {
        String[] texts = new String[101];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "message " + i;
        }
        fixture.honcho.next("POST messages", (reply, work) -> HonchoTrouble.send(reply, work.run()), HonchoTrouble.error(503));

        say("run_1", texts);

        assertEquals(List.of(texts), said());
    }

    @Test
    void stopsWhereTheKeyIsRefusedAndGoesOnWithARightOne() {
        fixture.honcho.requireKey("another-key");
        fixture.commits.commit(memory.remember(turn("run_1", "My parrot is called Figaro")));
        fixture.awaitAttempt();
        Optional<String> trouble = memory.trouble();

        fixture.honcho.requireKey("workspace-key");
        fixture.awaitDelivery();

        assertEquals("Deliveries to Honcho fail: Honcho answered 401: it requires a key for this workspace that does not expire",
                trouble.orElse(""));
        assertEquals(List.of("My parrot is called Figaro"), said());
        assertEquals(Optional.empty(), memory.trouble());
    }

    @Test
    void parksWhatIsRefusedForGoodWithoutQuotingIt() {
        fixture.honcho.next("POST messages", HonchoTrouble.saying(422, """
                {"detail": [{"type": "string_too_long", "loc": ["body", "messages", 0], "msg": "too long", "input": "My parrot"}]}"""));

        say("run_1", "My parrot is called Figaro");
        say("run_2", "It is green");

        List<Backlogged> parked = fixture.backlog();
        assertEquals("Honcho answered 422: string_too_long at [\"body\",\"messages\",0]", parked.get(0).reason());
        assertEquals(List.of("It is green"), said());
    }

    @Test
    void setsUpAgainWhatWasDeletedBesideIt() {
        say("run_1", "My parrot is called Figaro");
        String session = fixture.honcho.state().sessions().get(0);
        fixture.honcho.state().deleteBesides(session);

        say("run_2", "It is green");

        assertEquals(List.of("It is green"), said());
        assertEquals(JsonValue.TRUE, fixture.honcho.state().observes(session, "talaria").get("observe_others"));
    }

    @Test
    void letsTheAgentLearnInASessionThatIsThereAlready() {
        HonchoLocation location = new HonchoNaming(HonchoFixture.HASHED).of(ANN, 0, null);
        fixture.honcho.state().makeBesides(location.workspace() + "/" + location.session(), location.user(), "talaria");

        say("run_1", "My parrot is called Figaro", "Noted");

        assertEquals(JsonValue.TRUE, fixture.honcho.state().observes(location.workspace() + "/" + location.session(), "talaria")
                .get("observe_others"));
    }

    @Test
    void setsUpOnceForManyTurns() {
        say("run_1", "one");
        say("run_2", "two");
        say("run_3", "three");

        assertEquals(1, fixture.honcho.requests("POST sessions").size());
        assertEquals(0, fixture.honcho.requests("PUT peers config").size());
        assertTrue(fixture.honcho.requests().stream().allMatch(request ->
                request.header("authorization").equals(Optional.of("Bearer workspace-key"))));
    }
}
