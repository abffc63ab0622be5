package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.Preferences.History;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.TurnRecord.ProducedMessage;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.store.sql.Dialect;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What finding and editing sessions owes on every database. */
abstract class SessionCatalogContract {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000006Z");

    private static final String MANY = """
            INSERT INTO session (tenant, owner, id, derived, source, api_key, model, message_count, tool_call_count, prompt_tokens,
                completion_tokens, cached_tokens, reasoning_tokens, created_at, updated_at)
            WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 20000)
            SELECT 'acme', :owner, 'many' || n, FALSE, 'chat', 'main', 'm', 2, 0, 0, 0, 0, 0, n, n FROM number""";

    private Database database;
    private GroupCommit writer;
    private SessionStore store;
    private CatalogStore catalog;
    private SessionEdits edits;

    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        writer = TestDatabase.writer(database);
        store = new SessionStore(database, new NodeIds(Clock.systemUTC()));
        catalog = new CatalogStore(database);
        edits = new SessionEdits(writer, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        if (database != null) {
            writer.close();
            database.close();
        }
    }

    @Test
    void aNewSessionIsFoundAsItWasMade() {
        edits.create(new NewSession(ref("s"), "Title", "Be brief.", "m", "main"));

        assertEquals(new Session(ref("s"), "Title", SessionEdits.SOURCE, "m", "", null, null, true, null, 0, 0, 0, Usage.NONE, null,
                NOW, NOW, null,
                null), catalog.find(ref("s")).orElseThrow());
        assertEquals("Be brief.", store.load(ref("s")).systemPrompt().orElseThrow());
        assertTrue(store.load(ref("s")).isKnown());
    }

    @Test
    void anIdIsTakenOnceByEachOwner() {
        create("s", null);

        fails(ErrorCode.SESSION_EXISTS, () -> create("s", null));
        edits.create(new NewSession(SessionRef.named("acme", "bob", "s"), null, null, "m", "main"));
        edits.create(new NewSession(SessionRef.named("other", "ann", "s"), null, null, "m", "main"));
    }

    @Test
    void aTitleIsTakenOnceByEachOwner() {
        create("a", "Title");
        create("b", null);

        fails(ErrorCode.INVALID_TITLE, () -> create("c", "Title"));
        fails(ErrorCode.INVALID_TITLE, () -> edits.change(ref("b"), new SessionPatch(true, "Title", false, null)));
        edits.change(ref("a"), new SessionPatch(true, "Title", false, null));
        edits.create(new NewSession(SessionRef.named("acme", "bob", "b"), "Title", null, "m", "main"));
    }

    @Test
    void aPatchChangesWhatItNames() {
        create("s", "Title");

        edits.change(ref("s"), new SessionPatch(false, null, true, "done"));

        Session session = catalog.find(ref("s")).orElseThrow();
        assertEquals(List.of("Title", "done", NOW), List.of(session.title(), session.endReason(), session.ended()));
    }

    @Test
    void nobodyElseFindsOrChangesIt() {
        create("s", null);

        for (SessionRef foreign : List.of(SessionRef.named("acme", "bob", "s"), SessionRef.named("other", "ann", "s"))) {
            assertTrue(catalog.find(foreign).isEmpty());
            assertEquals(List.of(), catalog.page(asker(foreign.tenant(), foreign.owner()), new SessionSearch(null, null, 10, 0))
                    .sessions());
            fails(ErrorCode.SESSION_NOT_FOUND, () -> edits.change(foreign, new SessionPatch(true, "x", false, null)));
            fails(ErrorCode.SESSION_NOT_FOUND, () -> edits.delete(foreign, Write.NOTHING));
        }
        assertTrue(catalog.find(ref("s")).isPresent());
    }

    @Test
    void aSearchStaysWithinTheOwners() {
        say(SessionRef.named("acme", "bob", "b"), "a heron", "one");
        say(SessionRef.named("other", "ann", "o"), "a heron", "one");
        say(ref("s"), "an egret", "two");

        assertEquals(List.of(), found("heron"));
        assertEquals(List.of("s"), found("egret"));
    }

    @ParameterizedTest
    @CsvSource({"GRÜSSE, true", "grüße, false", "50%, true", "5_%, false", "a!b, true", "tool output, false",
        "text, false", "hidden, false"})
    void aSearchTakesItsTextAsItIs(String text, boolean expected) {
        List<Part> answer = List.of(new Part.Reasoning("hidden"), new Part.Text("Grüsse, 50% a!b"), new ToolCall("c", "todo", "{}"));
        Message said = new Message(Role.ASSISTANT, answer, null);
        store(ref("s"), List.of(Message.user("hi")), List.of(said, Message.toolResult("c", "tool output")));

        assertEquals(expected ? List.of("s") : List.of(), found(text));
    }

    @Test
    void anyPagesJoinToTheWholeList() {
        Random random = new Random(42);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 57; i++) {
            String id = "s" + random.nextInt(1_000_000);
            String source = random.nextBoolean() ? "heron" : "egret";
            Instant at = NOW.plusSeconds(random.nextInt(20));
            store(ref(id), at, List.of(Message.user(source + " " + i)), List.of(Message.assistant("ok")));
        }
        List<Session> all = catalog.page(asker("acme", "ann"), new SessionSearch(null, null, 200, 0)).sessions();
        all.stream().filter(session -> session.preview().startsWith("heron")).forEach(session -> expected.add(session.ref().id()));
        assertEquals(all, all.stream().sorted(Comparator.comparing(Session::updated).thenComparing(s -> s.ref().id()).reversed()).toList());

        for (int limit = 1; limit < 30; limit += 1 + random.nextInt(6)) {
            List<String> joined = new ArrayList<>();
            SessionPage page;
            do {
                page = catalog.page(asker("acme", "ann"), new SessionSearch(null, "HERON", limit, joined.size()));
                page.sessions().forEach(session -> joined.add(session.ref().id()));
                assertTrue(page.sessions().size() == limit || !page.more());
            } while (page.more());
            assertEquals(expected, joined);
        }
    }

    @Test
    void deletingTakesAllBranchesAndWhatGoesWithThem() {
        say(ref("s"), "one", "1");
        say(ref("s"), "two", "2");
        say(ref("kept"), "three", "3");
        AtomicBoolean alongside = new AtomicBoolean();

        edits.delete(ref("s"), handle -> alongside.set(true));

        assertTrue(alongside.get());
        assertTrue(store.load(ref("s")).nodes().isEmpty());
        assertFalse(store.load(ref("s")).isKnown());
        assertEquals(2, store.load(ref("kept")).nodes().size());
    }

    @Test
    void aTurnOfADeletedSessionIsNotStored() {
        store(ref("s"), NOW.minusSeconds(9), List.of(Message.user("one")), List.of(Message.assistant("1")));
        BranchPoint place = store.load(ref("s")).place(List.of(), List.of(Message.user("late")), History.SERVER);
        edits.delete(ref("s"), Write.NOTHING);
        List<String> alongside = new ArrayList<>();

        writer.commit(store.append(ref("s"), record("run-late", place, NOW, List.of()), handle -> alongside.add("written")));
        assertTrue(catalog.find(ref("s")).isEmpty());

        create("s", null);
        writer.commit(store.append(ref("s"), record("run-late", place, NOW, List.of()), handle -> alongside.add("written")));
        assertTrue(store.load(ref("s")).nodes().isEmpty());
        assertEquals(List.of(), alongside);
    }

    @Test
    void aForkIsACopyThatGoesItsOwnWay() {
        edits.create(new NewSession(ref("s"), "Trip #4", "Be brief.", "m", "main"));
        say(ref("s"), "one", "1");
        say(ref("s"), "two", "2");
        Session source = catalog.find(ref("s")).orElseThrow();
        List<Node> branch = store.load(ref("s")).branch();

        edits.fork(source, ref("f"), "main", null, branch.subList(0, 2));
        say(ref("f"), "three", "3");

        assertEquals(List.of("one", "1", "three", "3"), texts(store.load(ref("f"))));
        assertEquals(branch, store.load(ref("s")).branch());
        assertEquals(source, catalog.find(ref("s")).orElseThrow());
        Session fork = catalog.find(ref("f")).orElseThrow();
        assertEquals(List.of("Trip #5", "s", "one", true, 4L), List.of(fork.title(), fork.forkedFrom(), fork.preview(),
                fork.hasSystemPrompt(), fork.messages()));
        assertEquals("Be brief.", store.load(ref("f")).systemPrompt().orElseThrow());
    }

    @Test
    void aForkFailsWhole() {
        create("taken", "Taken");
        say(ref("s"), "one", "1");
        Session source = catalog.find(ref("s")).orElseThrow();
        List<Node> branch = store.load(ref("s")).branch();

        fails(ErrorCode.SESSION_EXISTS, () -> edits.fork(source, ref("taken"), "main", null, branch));
        fails(ErrorCode.INVALID_TITLE, () -> edits.fork(source, ref("f"), "main", "Taken", branch));
        edits.delete(ref("s"), Write.NOTHING);
        fails(ErrorCode.SESSION_NOT_FOUND, () -> edits.fork(source, ref("f"), "main", null, branch));

        assertTrue(catalog.find(ref("f")).isEmpty());
    }

    @Test
    void forksOfOneSessionGetTitlesOfTheirOwn() {
        create("my_session", null);
        Session source = catalog.find(ref("my_session")).orElseThrow();

        edits.fork(source, ref("f1"), "main", null, List.of());
        edits.fork(source, ref("f2"), "main", null, List.of());
        edits.fork(catalog.find(ref("f1")).orElseThrow(), ref("f3"), "main", null, List.of());

        assertEquals(Set.of("my_session #2", "my_session #3", "my_session #4"), List.of("f1", "f2", "f3").stream()
                .map(id -> catalog.find(ref(id)).orElseThrow().title()).collect(Collectors.toSet()));
    }

    @Test
    void whatExpiredGoesASliceAtATime() {
        for (int i = 0; i < 5; i++) {
            store(ref("s" + i), NOW.plusSeconds(i), List.of(Message.user("hi")), List.of());
        }
        List<Integer> deleted = new ArrayList<>();

        writer.commit(new ExpiredSessions().delete(NOW.plusSeconds(3), 2, deleted::add));
        assertEquals(Set.of("s2", "s3", "s4"), Set.copyOf(found("hi")));
        writer.commit(new ExpiredSessions().delete(NOW.plusSeconds(3), 2, deleted::add));

        assertEquals(List.of(2, 1), deleted);
        assertEquals(Set.of("s3", "s4"), Set.copyOf(found("hi")));
        assertTrue(store.load(ref("s0")).nodes().isEmpty());
    }

    @Test
    void aLongSessionThatExpiredGoesPageByPage() {
        for (int i = 0; i < 12; i++) {
            say(ref("long"), "question " + i, "answer " + i);
        }
        store(ref("s"), NOW.plusSeconds(1), List.of(Message.user("hi")), List.of());
        List<Integer> deleted = new ArrayList<>();
        ExpiredSessions expired = new ExpiredSessions();

        writer.commit(expired.delete(NOW.plusSeconds(3), 1, deleted::add));
        assertEquals(14, store.read(ref("long")).nodes().size());
        assertEquals(List.of(), store.load(ref("long")).branch());
        for (int i = 0; i < 4; i++) {
            writer.commit(expired.delete(NOW.plusSeconds(3), 1, deleted::add));
        }

        assertEquals(List.of(1, 1, 1, 1, 0), deleted);
        assertTrue(catalog.find(ref("long")).isEmpty() && catalog.find(ref("s")).isEmpty());
        assertEquals(0, messages());
    }

    private long messages() {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM message").mapTo(Long.class).one());
    }

    @Test
    void theFirstPageIsReadByTheIndexOfActivity() {
        writer.commit(handle -> {
            for (String owner : List.of("ann", "bob")) {
                handle.createUpdate(MANY).bind("owner", owner).execute();
            }
            handle.execute("ANALYZE");
        });

        String plan = database.read(handle -> {
            boolean sqlite = Dialect.of(handle) == Dialect.SQLITE;
            return String.join("\n", handle.createQuery((sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + CatalogStore.LIST)
                    .bind("tenant", "acme").bind("owner", "ann").bind("agent", "").bind("limited", 0).bindList("granted", List.of(""))
                    .bindList("passed", List.of(""))
                    .bind("source", "").bind("limit", 51).bind("offset", 0)
                    .map((row, context) -> row.getString(sqlite ? 4 : 1)).list());
        });

        assertTrue(plan.contains("session_by_activity"), plan);
        assertFalse(plan.contains("Seq Scan") || plan.contains("Bitmap") || plan.contains("FOR ORDER BY"), plan);
    }

    @Test
    void aSearchLooksAtTheMessagesOfItsSessionsAlone() {
        List<String> plan = database.read(handle -> {
            boolean sqlite = Dialect.of(handle) == Dialect.SQLITE;
            return sqlite ? handle.createQuery("EXPLAIN QUERY PLAN " + CatalogStore.WORDS).bind("tenant", "acme").bind("owner", "ann")
                    .bindList("sessions", List.of(1L, 2L, 3L)).map((row, context) -> row.getString("detail")).list() : List.of();
        });

        assertTrue(plan.stream().noneMatch(line -> line.contains("session_by_activity") || line.startsWith("SCAN")), plan::toString);
    }

    @Test
    void theTitlesOfAScopeAreSearched() {
        storeIn("scope-1", ref("wales"));
        storeIn("scope-2", ref("vienna"));
        edits.change(ref("wales"), new SessionPatch(true, "A Trip to WÄLES", false, null));
        edits.change(ref("vienna"), new SessionPatch(true, "A trip to Vienna", false, null));

        assertEquals(List.of("wales"), titled("ann", "scope-1", "wäles trip"));
        assertEquals(List.of(), titled("ann", "scope-1", "vienna"));
        assertEquals(List.of(), titled("bob", "scope-1", "trip"));
        assertEquals(List.of("wales"), catalog.named("acme", "ann", List.of("wales", "none")).stream().map(s -> s.ref().id()).toList());
        assertEquals(List.of(), catalog.named("acme", "bob", List.of("wales")));
        assertEquals(List.of(), catalog.named("acme", "ann", List.of()));
    }

    private List<String> titled(String owner, String scope, String text) {
        return catalog.titled("acme", owner, scope, text).stream().map(s -> s.ref().id()).toList();
    }

    private void storeIn(String scope, SessionRef session) {
        Attribution by = new Attribution("r", "chat", "main", "talaria", Identity.NONE, scope);
        writer.commit(store.append(session, new TurnRecord(by, new BranchPoint(List.of(), null, List.of(Message.user("hi"))), NOW,
                List.of(),
                Usage.NONE, true)));
    }

    private void create(String id, String title) {
        edits.create(new NewSession(ref(id), title, null, "m", "main"));
    }

    private List<String> found(String text) {
        return catalog.page(asker("acme", "ann"), new SessionSearch(null, text, 10, 0)).sessions().stream().map(s -> s.ref().id()).toList();
    }

    private void say(SessionRef session, String question, String answer) {
        BranchPoint at = store.load(session).place(List.of(), List.of(Message.user(question)), History.SERVER);
        writer.commit(store.append(session, record("run-" + question, at, NOW, List.of(Message.assistant(answer)))));
    }

    private void store(SessionRef session, List<Message> asked, List<Message> said) {
        store(session, NOW, asked, said);
    }

    private void store(SessionRef session, Instant at, List<Message> asked, List<Message> said) {
        writer.commit(store.append(session, record("r", new BranchPoint(asked, null, asked), at, said)));
    }

    private static TurnRecord record(String run, BranchPoint place, Instant at, List<Message> said) {
        Attribution by = new Attribution(run, "chat", "main", "talaria", Identity.NONE, null);
        return new TurnRecord(by, place, at, said.stream().map(message -> new ProducedMessage(message, false, at)).toList(), Usage.NONE,
                true);
    }

    private static SessionRef ref(String id) {
        return SessionRef.named("acme", "ann", id);
    }

    private static void fails(ErrorCode code, Runnable edit) {
        assertEquals(code, assertThrows(ApiException.class, edit::run).code());
    }

    private static List<String> texts(Transcript transcript) {
        return transcript.branch().stream().map(node -> node.message().text()).toList();
    }

    private static RequestScope asker(String tenant, String owner) {
        return new RequestScope("r", new Caller(tenant, "key", false), SessionRef.named(tenant, owner, "any"), null, Identity.NONE, null,
                null);
    }
}
