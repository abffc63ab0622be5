package dev.talaria.memory.honcho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.HonchoConfig;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.scope.TraceContext;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.honcho.HonchoTrouble;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HonchoRecallTest {
    private static final Instant NOON = Instant.parse("2024-03-05T12:00:00Z");
    private static final Peer ANN = new Peer(MemoryScope.ofKey("acme", "ann"), null, "Ann", "ann");
    private static final HonchoLocation PLACE = new HonchoNaming(HonchoFixture.HASHED).of(ANN, 0, null);

    private final HonchoFixture fixture = new HonchoFixture();
    private HonchoMemory memory = fixture.memory();

    @AfterEach
    void close() throws IOException {
        memory.close();
        fixture.close();
    }

    private void use(HonchoConfig.Recall mode, int cadence) {
        memory.close();
        memory = fixture.memory(HonchoFixture.config(fixture.honcho.url(), HonchoFixture.HASHED, mode, cadence));
    }

    private void say(String run, String text) {
        fixture.commit(memory.remember(new MemoryTurn(ANN, SessionRef.named("acme", "", "monday"), run, 0,
                List.of(new MemoryTurn.Utterance(Role.USER, null, text, NOON)))));
    }

    private Recall recall() {
        return memory.recall(new RecallQuery(ANN, SessionRef.named("acme", "", "tuesday"), "What is my parrot called?", 500));
    }

    private static List<String> texts(Recall recall) {
        return recall.items().stream().map(Recall.Item::text).toList();
    }

    @Test
    void asksWithinTheTraceOfTheTurn() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        int before = fixture.honcho.requests().size();

        memory.recall(new RecallQuery(ANN, SessionRef.named("acme", "", "tuesday"), "What is my parrot called?", "", 500,
                TraceContext.of(List.of(parent), List.of("a=1"))));

        List<SeenRequest> asked = fixture.honcho.requests().stream().skip(before).toList();
        assertEquals(3, asked.size());
        assertTrue(asked.stream().allMatch(each -> parent.equals(each.header("traceparent").orElse(""))
                && "a=1".equals(each.header("tracestate").orElse(""))));
    }

    @Test
    void bringsConclusionsAndTheSummaryBesideWhatWasSaid() {
        fixture.honcho.state().deriveAtOnce();
        fixture.honcho.state().summarise(PLACE.session(), "They spoke of birds");
        say("run_1", "My parrot is called Figaro");

        Recall recall = recall();

        assertEquals(List.of(PLACE.user() + " said: My parrot is called Figaro", "Summary: They spoke of birds",
                "My parrot is called Figaro"), texts(recall));
        assertEquals(NOON, recall.items().get(0).at());
        assertFalse(recall.degraded());
    }

    @Test
    void asksForWhatTheAgentKnowsOfTheUser() {
        recall();

        String path = fixture.honcho.requests("GET context").get(0).path();
        assertTrue(path.startsWith("/v3/workspaces/talaria-acme/peers/talaria/context?target=" + PLACE.user()), path);
        assertTrue(path.endsWith("&search_query=What%20is%20my%20parrot%20called%3F"), path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ann"})
    void findsWhatWasSaidElsewhereHoweverMuchTheAskingSessionSaid(String owner) {
        SessionRef asking = SessionRef.named("acme", owner, "tuesday");
        say("run_0", "My parrot is called Figaro");
        for (int i = 1; i <= 12; i++) {
            fixture.commit(memory.remember(new MemoryTurn(ANN, asking, "run_" + i, 0,
                    List.of(new MemoryTurn.Utterance(Role.USER, null, "What is my parrot called, " + i, NOON)))));
        }

        Recall recall = memory.recall(new RecallQuery(ANN, asking, "What is my parrot called?", 500));

        assertEquals(List.of("My parrot is called Figaro"), texts(recall));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Figaro, the parrot?|1", "parrot (called) 'Figaro'!|1", "bird-42|1", "bird 43|0", "?!|0", "? !|0"})
    void findsByItsWordsWhatHonchoKnowsNoMeaningOfYet(String question, int found) {
        fixture.honcho.state().embedNothing();
        say("run_1", "The parrot bird-42 is called Figaro");

        Recall recall = memory.recall(new RecallQuery(ANN, SessionRef.named("acme", "", "tuesday"), question, 500));

        assertEquals(found, recall.items().size());
        assertFalse(recall.degraded());
    }

    @Test
    void takesNoCharacterApartWhereItCuts() {
        say("run_1", "x".repeat(1_198) + "🦜" + "x".repeat(10));

        Recall recall = memory.recall(new RecallQuery(ANN, SessionRef.named("acme", "", "tuesday"), "x".repeat(3_999) + "🦜", 500));

        assertEquals(List.of("x".repeat(1_198) + "…"), texts(recall));
        assertEquals("x".repeat(3_999), fixture.honcho.requests("POST search").get(0).json().getString("query"));
    }

    @Test
    void fallsBackOnWhatItKnewWhereHonchoHangs() {
        fixture.honcho.state().deriveAtOnce();
        say("run_1", "My parrot is called Figaro");
        recall();
        fixture.honcho.always(HonchoTrouble.hang());

        Recall recall = recall();

        assertEquals(List.of(PLACE.user() + " said: My parrot is called Figaro"), texts(recall));
        assertTrue(recall.degraded());
    }

    @Test
    void bringsWhatItCanWhereHonchosModelIsDown() {
        fixture.honcho.state().deriveAtOnce();
        say("run_1", "My parrot is called Figaro");
        fixture.honcho.next("POST search", HonchoTrouble.error(500));

        Recall recall = recall();

        assertEquals(List.of(PLACE.user() + " said: My parrot is called Figaro"), texts(recall));
        assertTrue(recall.degraded());
        assertTrue(memory.trouble().orElse("").contains("500"));
    }

    @Test
    void asksNoMoreForAWhileWhereHonchoFailsAgainAndAgain() {
        fixture.honcho.always(HonchoTrouble.error(500));
        for (int i = 0; i < 3; i++) {
            recall();
        }
        int asked = fixture.honcho.requests().size();

        assertTrue(recall().degraded());

        assertEquals(asked, fixture.honcho.requests().size());
    }

    @Test
    void goesOnAskingAfterOneSlowCall() throws Exception {
        CountDownLatch loaded = new CountDownLatch(1);
        fixture.honcho.next("GET context", HonchoTrouble.slow(loaded));
        Recall slow = recall();
        loaded.countDown();

        assertTrue(slow.degraded());
        assertFalse(recall().degraded());
        assertTrue(memory.trouble().isEmpty());
    }

    @Test
    void repeatsAReadWhoseConnectionBroke() {
        fixture.honcho.next("GET context", HonchoTrouble.reset());

        assertFalse(recall().degraded());
    }

    @Test
    void asksNothingWhereTheModelIsToAskByItself() {
        use(HonchoConfig.Recall.TOOLS, 0);

        assertEquals(Recall.EMPTY, recall());
        assertEquals(List.of(), fixture.honcho.requests());
        assertEquals(5, memory.tools().size());
    }

    @Test
    void offersNoToolsWhereTheModelIsGivenEverything() {
        use(HonchoConfig.Recall.CONTEXT, 0);

        assertEquals(List.of(), memory.tools());
    }

    @Test
    void bringsWhatHonchosModelSaidAfterTheTurnBefore() throws Exception {
        use(HonchoConfig.Recall.HYBRID, 2);
        say("run_1", "My parrot is called Figaro");
        assertEquals(0, fixture.honcho.requests("POST chat").size());
        say("run_2", "It is green");

        fixture.awaitTrue(() -> texts(recall()).contains("They asked: low"));

        assertEquals(1, fixture.honcho.requests("POST chat").size());
        assertEquals(PLACE.user(), fixture.honcho.requests("POST chat").get(0).json().getString("target"));
    }

    @Test
    void dropsWhatHonchosModelSaidLongAgo() throws Exception {
        use(HonchoConfig.Recall.HYBRID, 1);
        say("run_1", "My parrot is called Figaro");
        fixture.awaitTrue(() -> texts(recall()).contains("They asked: low"));
        fixture.honcho.next("POST chat", HonchoTrouble.error(500), HonchoTrouble.error(500));

        say("run_2", "It is green");
        say("run_3", "It sings");

        assertFalse(texts(recall()).contains("They asked: low"));
    }
}
