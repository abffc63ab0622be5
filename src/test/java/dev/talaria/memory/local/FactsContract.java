package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.FactsConfig;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.CompletionModel;
import dev.talaria.memory.ItemFilter;
import dev.talaria.memory.ItemKind;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.memory.outbox.OutboxParts;
import dev.talaria.message.Role;
import dev.talaria.resilience.BackOff;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestClock;
import dev.talaria.testing.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Facts and summaries with a model that answers by a script, on whichever database. */
@Timeout(240)
abstract class FactsContract {
    private static final MemoryScope SCOPE = MemoryScope.ofKey("acme", "ann");
    private static final Peer ANN = new Peer(SCOPE, "u-ann", "Ann", null);
    private static final Peer BOB = new Peer(SCOPE, "u-bob", "Bob", null);
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final String NOTHING = "{\"facts\": []}";
    /** Between two looks at the database, for machines with few processors. */
    private static final long PAUSE = 20_000_000;
    private static final Pattern LINE = Pattern.compile("\\[(mem_[0-9a-f]{32}) [^\\]]*] ");

    private final TestClock clock = new TestClock(Instant.parse("2024-05-08T12:00:00Z"));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(TestDatabase.daemons());
    private final ExecutorService threads = Executors.newCachedThreadPool(TestDatabase.daemons());
    private final ScriptedCompletions model = new ScriptedCompletions();
    private Database database;
    private GroupCommit writer;
    private LocalMemory memory;

    abstract Database database();

    /** Answers each prompt by the next script. */
    private static final class ScriptedCompletions implements CompletionModel {
        private final Queue<Function<String, String>> scripts = new ConcurrentLinkedQueue<>();
        private final List<String> prompts = new CopyOnWriteArrayList<>();

        void answer(Function<String, String> script) {
            scripts.add(script);
        }

        @Override
        public Completion complete(String system, String prompt) {
            prompts.add(prompt);
            Function<String, String> script = scripts.poll();
            return new Completion(script == null ? NOTHING : script.apply(prompt), 100);
        }

        @Override
        public String description() {
            return "a script";
        }

        @Override
        public void close() {
            scripts.clear();
        }
    }

    @BeforeEach
    final void open() {
        database = database();
        writer = TestDatabase.writer(database);
        memory = memory(2, 24, 100_000);
    }

    private LocalMemory memory(int turns, int calls, long tokens) {
        FactsConfig.Upstream upstream = new FactsConfig.Upstream(URI.create("http://localhost"), Optional.empty(), "m");
        FactsConfig.Background config = new FactsConfig.Background(upstream, turns, IDLE, new FactsConfig.Budget(calls, tokens), 4_000,
                500, Duration.ofSeconds(20));
        Outbox.Bounds bounds = new Outbox.Bounds(2, 8, BackOff.always(Duration.ofMillis(1)), Duration.ofMillis(10), Duration.ofSeconds(30),
                Duration.ofMillis(20), Duration.ofSeconds(3));
        return new LocalMemory(database, writer, new TalariaConfig.Memory(true, Duration.ofSeconds(20), 2_000, "en", 1 << 24), clock,
                SemanticSearch.OFF, Optional.of(new DrawingParts(config, model, new OutboxParts(database, writer, clock, threads, timer),
                bounds)));
    }

    @AfterEach
    final void close() {
        memory.close();
        threads.shutdownNow();
        timer.shutdownNow();
        writer.close();
        database.close();
    }

    private void say(Peer peer, String session, String text) {
        clock.advance(Duration.ofSeconds(1));
        writer.submit(memory.remember(new MemoryTurn(peer, SessionRef.named("acme", "", session), "run_" + text.hashCode(),
                memory.epoch(peer.scope()), List.of(new MemoryTurn.Utterance(Role.USER, peer.name(), text, clock.instant()),
                new MemoryTurn.Utterance(Role.ASSISTANT, null, "Noted, thank you.", clock.instant()))))).orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "it never came to that: " + reasons());
            clock.advance(Duration.ofMillis(2));
            LockSupport.parkNanos(PAUSE);
        }
    }

    private List<String> reasons() {
        return database.read(handle -> handle.createQuery("SELECT COALESCE(reason, 'none') FROM outbox_parcel").mapTo(String.class).list());
    }

    private DrawingHealth health() {
        return memory.drawing().orElseThrow();
    }

    /** Waits until the model's answers to so many calls were used, and nothing waits. */
    private void awaitCalls(int calls) {
        await(() -> health().calls() >= calls);
    }

    private List<Remembered> list(ItemKind kind, ItemFilter.Validity validity) {
        return memory.list(ANN, new MemoryPage.PageRequest(null, 100, false,
                new ItemFilter(kind, null, null, null, null, validity))).items();
    }

    private List<String> facts() {
        return list(ItemKind.FACT, ItemFilter.Validity.CURRENT).stream().map(Remembered::text).toList();
    }

    private String idOf(String text) {
        return list(ItemKind.MESSAGE, ItemFilter.Validity.ALL).stream().filter(item -> item.text().equals(text)).findFirst()
                .orElseThrow().id();
    }

    /** Returns the id of the line of a prompt that has this text. */
    private static String shown(String prompt, String text) {
        for (String line : prompt.split("\n")) {
            Matcher start = LINE.matcher(line);
            if (start.find() && line.substring(start.end()).equals(text)) {
                return start.group(1);
            }
        }
        throw new AssertionError(text + " is not in " + prompt);
    }

    private static String fact(String text, String source, String replaces) {
        return "{\"text\": \"" + text + "\", \"sources\": [\"" + source + "\"], \"replaces\": "
                + (replaces == null ? "null" : "\"" + replaces + "\"") + "}";
    }

    private static String answer(String... facts) {
        return "{\"facts\": [" + String.join(", ", facts) + "]}";
    }

    private void drawRome() {
        model.answer(prompt -> answer(fact("Ann lives in Rome.", shown(prompt, "I live in Rome."), null)));
        say(ANN, "monday", "I live in Rome.");
        say(ANN, "monday", "Thanks!");
        awaitCalls(1);
    }

    private List<Recall.Item> recall(Peer peer, String text) {
        return memory.recall(new RecallQuery(peer, SessionRef.named("acme", "", "friday"), text, 1_500)).items();
    }

    @Test
    final void storesAFactWithItsSourceItsUserAndItsTime() {
        drawRome();

        Remembered fact = list(ItemKind.FACT, ItemFilter.Validity.CURRENT).get(0);
        assertEquals("Ann lives in Rome.", fact.text());
        assertEquals(List.of(idOf("I live in Rome.")), fact.sources());
        assertEquals("Ann", fact.author());
        assertEquals("monday", fact.session());
        assertEquals(list(ItemKind.MESSAGE, ItemFilter.Validity.ALL).get(0).at(), fact.at());
        assertEquals(1, model.prompts.size());
        assertTrue(recall(ANN, "Where does Ann live?").stream().anyMatch(item -> item.kind() == ItemKind.FACT));
        assertEquals(List.of(fact), memory.search(ANN, new SearchQuery("Rome", 5, new ItemFilter(ItemKind.FACT, null, null, null, null)))
                .stream().map(Remembered.ScoredMemory::item).toList());
    }

    @Test
    final void asksOnlyAfterSoManyTurnsOfTheScope() {
        say(ANN, "monday", "I live in Rome.");
        say(new Peer(MemoryScope.ofKey("acme", "other"), null, null, null), "monday", "I live in Oslo.");
        assertEquals(List.of(), model.prompts);

        say(ANN, "tuesday", "I like tea.");
        awaitCalls(1);

        assertTrue(model.prompts.get(0).contains("I live in Rome.") && model.prompts.get(0).contains("I like tea."));
        assertTrue(!model.prompts.get(0).contains("Oslo"), model.prompts.get(0));
    }

    @Test
    final void aLaterFactReplacesAnEarlierOneUntilItIsForgotten() {
        drawRome();
        model.answer(prompt -> answer(fact("Ann lives in Oslo.", shown(prompt, "I moved to Oslo."), shown(prompt, "Ann lives in Rome."))));
        say(ANN, "tuesday", "I moved to Oslo.");
        say(ANN, "tuesday", "Thanks!");
        awaitCalls(2);

        assertEquals(List.of("Ann lives in Oslo."), facts());
        Remembered before = list(ItemKind.FACT, ItemFilter.Validity.SUPERSEDED).get(0);
        Remembered after = list(ItemKind.FACT, ItemFilter.Validity.CURRENT).get(0);
        assertEquals("Ann lives in Rome.", before.text());
        assertEquals(after.id(), before.supersededBy());
        assertEquals(2, list(ItemKind.FACT, ItemFilter.Validity.ALL).size());
        assertEquals(List.of(before), memory.search(ANN, new SearchQuery("Rome", 5,
                new ItemFilter(ItemKind.FACT, null, null, null, null, ItemFilter.Validity.SUPERSEDED))).stream()
                .map(Remembered.ScoredMemory::item).toList());
        assertTrue(recall(ANN, "Where does Ann live in Rome?").stream().noneMatch(item -> item.text().equals("Ann lives in Rome.")));

        memory.forget(ANN, idOf("I moved to Oslo."));
        assertEquals(List.of("Ann lives in Rome."), facts());
    }

    @Test
    final void aFactThatWasReplacedStaysReplacedWhenTheOneBetweenGoes() {
        drawRome();
        for (String town : List.of("Oslo", "Paris")) {
            String before = town.equals("Oslo") ? "Rome" : "Oslo";
            model.answer(prompt -> answer(fact("Ann lives in " + town + ".", shown(prompt, "I moved to " + town + "."),
                    shown(prompt, "Ann lives in " + before + "."))));
            int calls = model.prompts.size();
            say(ANN, town, "I moved to " + town + ".");
            say(ANN, town, "Thanks!");
            awaitCalls(calls + 1);
        }

        memory.forget(ANN, idOf("I moved to Oslo."));

        assertEquals(List.of("Ann lives in Paris."), facts());
        assertEquals(2, list(ItemKind.FACT, ItemFilter.Validity.ALL).size());
    }

    @Test
    final void aForgottenSourceTakesItsFactsAlong() {
        drawRome();
        memory.forget(ANN, idOf("I live in Rome."));
        assertEquals(List.of(), list(ItemKind.FACT, ItemFilter.Validity.ALL));

        drawRomeAgain();
        writer.submit(memory.forget(SessionRef.named("acme", "", "monday"))).orTimeout(20, TimeUnit.SECONDS).join();
        assertEquals(List.of(), list(ItemKind.FACT, ItemFilter.Validity.ALL));

        drawRomeAgain();
        memory.edit(ANN, idOf("I live in Rome."), "I live somewhere.");
        assertEquals(List.of(), list(ItemKind.FACT, ItemFilter.Validity.ALL));

        drawRomeAgain();
        memory.forget(ANN);
        assertEquals(List.of(), list(ItemKind.FACT, ItemFilter.Validity.ALL));
        assertEquals(List.of(), recall(ANN, "Where does Ann live?"));
    }

    private void drawRomeAgain() {
        int calls = model.prompts.size();
        model.answer(prompt -> answer(fact("Ann lives in Rome.", shown(prompt, "I live in Rome."), null)));
        say(ANN, "monday", "I live in Rome.");
        say(ANN, "monday", "Thanks!");
        awaitCalls(calls + 1);
        assertEquals(List.of("Ann lives in Rome."), facts());
    }

    @Test
    final void forgettingWhileTheModelIsAskedLeavesNothing() {
        List<Runnable> ways = List.of(() -> memory.forget(ANN, idOf("I live in Rome.")), () -> memory.forget(ANN),
                () -> writer.submit(memory.forget(SessionRef.named("acme", "", "monday"))).orTimeout(20, TimeUnit.SECONDS).join(),
                () -> memory.edit(ANN, idOf("I live in Rome."), "I live somewhere."));
        for (Runnable way : ways) {
            int calls = model.prompts.size();
            model.answer(prompt -> {
                String source = shown(prompt, "I live in Rome.");
                way.run();
                return answer(fact("Ann lives in Rome.", source, null));
            });
            say(ANN, "monday", "I live in Rome.");
            say(ANN, "monday", "Thanks!");
            awaitCalls(calls + 1);
            assertEquals(List.of(), list(ItemKind.FACT, ItemFilter.Validity.ALL));
        }
    }

    @Test
    final void dropsWhatTheModelMakesUp() {
        model.answer(prompt -> answer(fact("Ann lives in Paris.", shown(prompt, "I live in Rome."), null),
                fact("Ann lives in Rome.", "mem_00000000000000010000000000000000", null),
                fact("Ann lives in Rome.", shown(prompt, "Noted, thank you."), null),
                fact("Ann likes tea.", shown(prompt, "I like tea."), shown(prompt, "I live in Rome."))));
        say(ANN, "monday", "I live in Rome.");
        say(ANN, "monday", "I like tea.");
        awaitCalls(1);

        assertEquals(List.of("Ann likes tea."), facts());
        assertEquals(3, health().dropped());
    }

    @Test
    final void keepsTheFactsOfEachUserApart() {
        model.answer(prompt -> answer(fact("The user lives in Rome.", shown(prompt, "I live in Rome."), null)));
        say(ANN, "monday", "I live in Rome.");
        say(BOB, "monday", "Good morning!");
        awaitCalls(1);
        model.answer(prompt -> answer(fact("The user lives in Oslo.", shown(prompt, "I live in Oslo."),
                shown(prompt, "The user lives in Rome."))));
        say(BOB, "tuesday", "I live in Oslo.");
        say(BOB, "tuesday", "Thanks!");
        awaitCalls(2);

        assertEquals(List.of("The user lives in Rome.", "The user lives in Oslo."), facts());
        assertEquals(List.of("Ann", "Bob"), list(ItemKind.FACT, ItemFilter.Validity.CURRENT).stream().map(Remembered::author).toList());
    }

    @Test
    final void tellsNoNamelessFactOfAnotherUser() {
        Peer one = new Peer(SCOPE, "u-1", null, null);
        Peer other = new Peer(SCOPE, "u-2", null, null);
        model.answer(prompt -> answer(fact("The user lives in Rome.", shown(prompt, "I live in Rome."), null)));
        say(one, "monday", "I live in Rome.");
        say(one, "monday", "Thanks!");
        awaitCalls(1);

        assertTrue(recall(one, "Where does the user live?").stream().anyMatch(item -> item.kind() == ItemKind.FACT));
        assertTrue(recall(other, "Where does the user live?").stream().noneMatch(item -> item.kind() == ItemKind.FACT));
    }

    @Test
    final void triesAgainAfterFailuresAndDoublesNothing() {
        for (int i = 0; i < 3; i++) {
            model.answer(prompt -> {
                throw ErrorCode.UPSTREAM_ERROR.because("away");
            });
        }
        model.answer(prompt -> "<html><body>Bad Gateway</body></html>");
        drawRomeWithTwoServers();

        assertEquals(List.of("Ann lives in Rome."), facts());
        assertEquals(5, model.prompts.size());
    }

    private void drawRomeWithTwoServers() {
        LocalMemory second = memory(2, 24, 100_000);
        try {
            model.answer(prompt -> answer(fact("Ann lives in Rome.", shown(prompt, "I live in Rome."), null)));
            say(ANN, "monday", "I live in Rome.");
            say(ANN, "monday", "Thanks!");
            await(() -> health().turns() == 0);
        } finally {
            second.close();
        }
    }

    @Test
    final void givesUpWhereNoAnswerCanBeUsed() {
        for (int i = 0; i < 8; i++) {
            model.answer(prompt -> "{\"facts\": [{\"text\": \"Ann");
        }
        say(ANN, "monday", "I live in Rome.");
        say(ANN, "monday", "Thanks!");

        await(() -> health().abandoned() == 1);
        assertEquals(List.of(), facts());
        assertEquals(0, health().turns());
        assertEquals(Drawing.UNUSABLE, health().lastFailure().orElseThrow().reason());
    }

    @Test
    final void waitsForTheNextDayWhereTheBudgetIsSpent() {
        memory.close();
        memory = memory(1, 1, 100_000);
        say(ANN, "monday", "Good morning!");
        awaitCalls(1);
        model.answer(prompt -> answer(fact("Ann lives in Rome.", shown(prompt, "I live in Rome."), null)));
        say(ANN, "monday", "I live in Rome.");
        await(() -> reasons().stream().anyMatch(reason -> reason.contains("budget")));
        assertEquals(1, model.prompts.size());

        clock.advance(Duration.ofDays(1));
        awaitCalls(2);

        assertEquals(List.of("Ann lives in Rome."), facts());
    }

    @Test
    final void summarizesAnIdleSessionAndAgainWhenItHasGoneOn() {
        model.answer(prompt -> NOTHING);
        say(ANN, "monday", "Which train goes from Rome to Oslo?");
        say(ANN, "monday", "Which night train goes by Munich?");
        awaitCalls(1);
        assertEquals(List.of(), list(ItemKind.SUMMARY, ItemFilter.Validity.ALL));

        model.answer(prompt -> "{\"summary\": \"The user asked for a train from Rome to Oslo. They booked a hotel in Hamburg.\"}");
        clock.advance(IDLE.plusSeconds(1));
        await(() -> !list(ItemKind.SUMMARY, ItemFilter.Validity.ALL).isEmpty());
        Remembered first = list(ItemKind.SUMMARY, ItemFilter.Validity.ALL).get(0);
        assertEquals("The user asked for a train from Rome to Oslo.", first.text());
        assertEquals("monday", first.session());

        say(ANN, "monday", "What does the ticket cost?");
        model.answer(prompt -> "{\"summary\": \"The user asked for a train from Rome to Oslo and what the ticket costs.\"}");
        clock.advance(IDLE.plusSeconds(1));
        await(() -> list(ItemKind.SUMMARY, ItemFilter.Validity.ALL).stream().anyMatch(item -> !item.id().equals(first.id())));
        List<Remembered> summaries = list(ItemKind.SUMMARY, ItemFilter.Validity.ALL);
        assertEquals(List.of("The user asked for a train from Rome to Oslo and what the ticket costs."),
                summaries.stream().map(Remembered::text).toList());

        clock.advance(Duration.ofDays(7));
        List<Recall.Item> told = recall(ANN, "What did we talk about last week?");
        assertEquals(ItemKind.SUMMARY, told.get(0).kind());
    }

    @Test
    final void aForgottenMessageTakesTheSummaryAlong() {
        List<Runnable> ways = new ArrayList<>(List.of(() -> memory.forget(ANN, idOf("Which train goes from Rome to Oslo?")),
                () -> writer.submit(memory.forget(SessionRef.named("acme", "", "monday"))).orTimeout(20, TimeUnit.SECONDS).join(),
                () -> memory.forget(ANN)));
        for (Runnable way : ways) {
            say(ANN, "monday", "Which train goes from Rome to Oslo?");
            model.answer(prompt -> prompt.contains("Conversation:")
                    ? "{\"summary\": \"The user asked for a train from Rome to Oslo.\"}" : NOTHING);
            clock.advance(IDLE.plusSeconds(1));
            await(() -> !list(ItemKind.SUMMARY, ItemFilter.Validity.ALL).isEmpty());

            way.run();
            assertEquals(List.of(), list(ItemKind.SUMMARY, ItemFilter.Validity.ALL));
            memory.forget(ANN);
        }
    }

    @Test
    final void forgettingWhileASessionIsSummarizedLeavesNothingOfIt() {
        say(ANN, "monday", "Which train goes from Rome to Oslo?");
        model.answer(prompt -> {
            memory.forget(ANN, idOf("Which train goes from Rome to Oslo?"));
            return "{\"summary\": \"The user asked for a train from Rome to Oslo.\"}";
        });
        model.answer(prompt -> {
            assertTrue(!prompt.contains("Rome"), prompt);
            return "{\"summary\": \"Noted, thank you.\"}";
        });
        clock.advance(IDLE.plusSeconds(1));
        await(() -> model.prompts.size() == 1);
        clock.advance(Duration.ofSeconds(5));
        await(() -> health().sessions() == 0);

        assertTrue(list(ItemKind.SUMMARY, ItemFilter.Validity.ALL).stream().noneMatch(item -> item.text().contains("Rome")));
    }

    @Test
    final void aForgottenSummaryThatIsNotYetDeletedIsNotShownToTheModel() {
        for (String word : List.of("Rome", "Oslo")) {
            model.answer(prompt -> "{\"summary\": \"The user asked for a train to " + word + ".\"}");
            say(ANN, "monday", "Which train goes to " + word + "?");
            clock.advance(IDLE.plusSeconds(1));
            await(() -> list(ItemKind.SUMMARY, ItemFilter.Validity.ALL).size() == 1);
            writer.submit(ForgettingStore.forget(SCOPE, clock.instant())).orTimeout(20, TimeUnit.SECONDS).join();
        }
        assertEquals(1, model.prompts.stream().filter(prompt -> prompt.contains("Rome")).count());
    }
}
