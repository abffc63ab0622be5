package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.Cancellation;
import dev.talaria.json.Json;
import dev.talaria.memory.Forgotten;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.ItemFilter;
import dev.talaria.memory.ItemKind;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.testing.Scopes;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single items: how they are edited, filtered, noted and forgotten by the model's tools, on whichever database. */
abstract class MemoryItemsContract extends LocalMemoryFixture {
    private static final Instant NOON = Instant.parse("2024-03-05T12:00:00.123456Z");
    private static final Clock CLOCK = Clock.fixed(NOON.plus(Duration.ofDays(1)), ZoneOffset.UTC);
    private static final MemoryScope SCOPE = MemoryScope.ofKey("acme", "ann");

    MemoryItemsContract() {
        super(CLOCK);
    }

    private void say(MemoryScope scope, String session, String text) {
        remember(new MemoryTurn(Peer.of(scope), SessionRef.named("acme", "", session), "run_1", 0,
                List.of(new MemoryTurn.Utterance(Role.USER, null, text, NOON))));
    }

    private void remember(MemoryTurn turn) {
        writer.submit(memory.remember(turn)).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static List<Remembered.ScoredMemory> search(LocalMemory memory) {
        return memory.search(Peer.of(SCOPE), new SearchQuery("parrot", 5, null, null));
    }

    private static List<String> texts(List<Remembered.ScoredMemory> found) {
        return found.stream().map(one -> one.item().text()).toList();
    }

    @Test
    final void findsAnEditedItemByItsNewTextAlone() {
        try (LocalMemory other = memory(ROOMY)) {
            say(SCOPE, "monday", "The parrot sings");
            say(SCOPE, "tuesday", "The parrot sleeps");
            Remembered before = search(other).stream().map(Remembered.ScoredMemory::item)
                    .filter(item -> item.text().contains("sings")).findFirst().orElseThrow();

            Remembered after = memory.edit(Peer.of(SCOPE), before.id(), "The budgie whistles").orElseThrow();

            assertEquals(new Remembered(before.id(), before.session(), before.owner(), before.role(), before.author(),
                    "The budgie whistles", before.at(),
                    before.metadata(), ItemKind.MESSAGE, CLOCK.instant()), after);
            assertEquals(List.of("The parrot sleeps"), texts(search(other)));
            assertEquals(List.of(after), other.search(Peer.of(SCOPE), new SearchQuery("budgie", 5, null, null)).stream()
                    .map(Remembered.ScoredMemory::item).toList());
            assertEquals(List.of("The budgie whistles", "The parrot sleeps"), everything());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3_000, 30_000})
    final void editsTextsToAnyLength(int length) {
        say(SCOPE, "monday", "A long word. ".repeat(400));
        say(SCOPE, "monday", "The parrot sings");
        String text = "It is short. ".repeat(length).substring(0, length);

        for (Remembered item : memory.list(Peer.of(SCOPE), new MemoryPage.PageRequest(null, 5, false)).items()) {
            assertEquals(text, memory.edit(Peer.of(SCOPE), item.id(), text).orElseThrow().text());
        }

        assertEquals(List.of(text, text), everything());
    }

    @Test
    final void editsNothingElse() {
        say(SCOPE, "monday", "The parrot sings");
        say(MemoryScope.ofKey("acme", "another"), "monday", "The parrot sleeps");
        String id = memory.list(Peer.of(SCOPE), new MemoryPage.PageRequest(null, 5, false)).items().get(0).id();

        assertEquals(Optional.empty(), memory.edit(Peer.of(MemoryScope.ofKey("acme", "another")), id, "gone"));
        assertEquals(Optional.empty(), memory.edit(Peer.of(SCOPE), "mem_1", "gone"));
        memory.forget(Peer.of(SCOPE), id);
        assertEquals(Optional.empty(), memory.edit(Peer.of(SCOPE), id, "gone"));
        say(SCOPE, "monday", "The parrot sings");
        String second = memory.list(Peer.of(SCOPE), new MemoryPage.PageRequest(null, 5, false)).items().get(0).id();
        memory.forget(Peer.of(SCOPE));
        assertEquals(Optional.empty(), memory.edit(Peer.of(SCOPE), second, "gone"));
    }

    @Test
    final void listsAndFindsWhatAFilterAccepts() {
        SessionRef owned = SessionRef.named("acme", "ann", "50%");
        memory.importing(Peer.of(SCOPE), List.of(
                new Incoming(null, owned, Role.USER, null, "parrot one", NOON, JsonValue.EMPTY_JSON_OBJECT),
                new Incoming(null, owned, Role.ASSISTANT, null, "parrot two", NOON.plusSeconds(9), JsonValue.EMPTY_JSON_OBJECT),
                new Incoming(null, SessionRef.named("acme", "", "500"), Role.ASSISTANT, null, "parrot three", NOON.plusSeconds(18),
                        JsonValue.EMPTY_JSON_OBJECT, ItemKind.NOTE)));

        assertFinds(new ItemFilter(ItemKind.NOTE, null, null, null, null), "parrot three");
        assertFinds(new ItemFilter(null, Role.ASSISTANT, null, null, null), "parrot two", "parrot three");
        assertFinds(new ItemFilter(null, null, "50%", null, null), "parrot one", "parrot two");
        assertFinds(new ItemFilter(null, Role.USER, "500", null, null));
        assertFinds(ItemFilter.said(NOON.plusSeconds(18), NOON.plusSeconds(9)), "parrot two");
    }

    private void assertFinds(ItemFilter filter, String... expected) {
        List<Remembered> listed = memory.list(Peer.of(SCOPE), new MemoryPage.PageRequest(null, 5, false, filter)).items();
        assertEquals(List.of(expected), listed.stream().map(Remembered::text).toList());
        assertEquals(Set.copyOf(listed), memory.search(Peer.of(SCOPE), new SearchQuery("parrot", 5, filter)).stream()
                .map(Remembered.ScoredMemory::item).collect(Collectors.toSet()));
    }

    private List<String> everything() {
        return memory.list(Peer.of(SCOPE), new MemoryPage.PageRequest(null, 100, false)).items().stream().map(Remembered::text).toList();
    }

    private String use(String tool, String arguments, long epoch, String words) throws ToolFailure {
        ToolContext context = new ToolContext(Scopes.of(SessionRef.named("acme", "", "now"), SCOPE, null), List.of(), new Cancellation(),
                epoch, new ToolContext.Asked(words, ""), ToolContext.Approval.NONE);
        return memory.tools().stream().filter(one -> one.name().equals(tool)).findFirst().orElseThrow()
                .call(context, Json.parse(arguments).asJsonObject());
    }

    @Test
    final void forgetsByItsToolWithTheAnswersOfTheSameTurns() throws ToolFailure {
        remember(new MemoryTurn(Peer.of(SCOPE), SessionRef.named("acme", "", "monday"), "run_1", 0, List.of(
                new MemoryTurn.Utterance(Role.USER, null, "My PIN is 4471.", NOON),
                new MemoryTurn.Utterance(Role.ASSISTANT, null, "Your PIN is noted, and the rain stays.", NOON))));
        say(SCOPE, "tuesday", "The parrot sings");

        String told = use("memory_forget", "{\"query\":\"PIN\"}", 0, "Forget my PIN");

        assertTrue(told.startsWith("Forgotten") && told.contains("4471"), told);
        assertEquals(List.of("The parrot sings"), everything());
        RecallQuery asked = new RecallQuery(Peer.of(SCOPE), SessionRef.named("acme", "", "friday"), "What is my PIN?", 1_500);
        assertEquals(List.of(), memory.recall(asked).items());
    }

    @Test
    final void keepsANoteOnceAndNoneOfATurnThatBeganBeforeTheForgetting() throws ToolFailure {
        assertEquals("Kept.", use("memory_remember", "{\"text\":\"Ann likes tea\"}", 0, ""));
        assertEquals("That was kept already.", use("memory_remember", "{\"text\":\"Ann likes tea\"}", 0, ""));
        assertTrue(use("memory_search", "{\"query\":\"tea\"}", 0, "").contains("note] Ann likes tea"));
        memory.forget(Peer.of(SCOPE));

        assertThrows(ToolFailure.class, () -> use("memory_remember", "{\"text\":\"Ann likes tea\"}", 0, ""));
        assertEquals(List.of(), everything());
    }
}
