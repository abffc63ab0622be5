package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.scope.Identity;
import dev.talaria.scope.Preferences.History;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.TurnRecord.ProducedMessage;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the session store owes on every database. */
abstract class SessionStoreContract {
    private static final Instant ASKED = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final Instant SAID = Instant.parse("2026-01-02T03:04:06.999999Z");
    private static final SessionRef SESSION = SessionRef.named("acme", "ann", "s1");

    private Database database;
    private GroupCommit writer;
    private SessionStore store;

    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        writer = TestDatabase.writer(database);
        store = new SessionStore(database, new NodeIds(Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        if (database != null) {
            writer.close();
            database.close();
        }
    }

    @Test
    void anUnknownSessionIsEmpty() {
        assertTrue(store.load(SESSION).nodes().isEmpty());
        assertTrue(store.load(SESSION).head().isEmpty());
    }

    @Test
    void aTurnComesBackAsItWasStored() throws Exception {
        Message asked = new Message(Role.USER, List.of(new Part.Text("look \uD83D\uDE80"),
                new Part.Image("https://x.test/a.png", "low")), "Ann");

        store(SESSION, turn("r1", null, List.of(asked), List.of(new ProducedMessage(Message.assistant("I see"), true, SAID)), true));

        List<Node> branch = store.load(SESSION).branch();
        Node first = branch.get(0);
        Node second = branch.get(1);
        assertEquals(new Node(first.id(), null, asked, true, false, "r1", ASKED, "ann@x"), first);
        assertEquals(new Node(second.id(), first.id(), Message.assistant("I see"), false, true, "r1", SAID, "ann@x"), second);
    }

    @Test
    void aSecondTurnGoesOnFromTheHead() throws Exception {
        say("r1", "one", "1");
        say("r2", "two", "2");

        assertEquals(List.of("one", "1", "two", "2"), texts(store.load(SESSION).branch()));
    }

    @Test
    void aTurnThatFailedSilentlyIsKeptBesideTheConversation() throws Exception {
        say("r1", "one", "1");
        BranchPoint at = store.load(SESSION).place(List.of(), List.of(Message.user("lost?")), History.SERVER);

        store(SESSION, new TurnRecord(by("r2"), at, ASKED, List.of(), Usage.NONE, false));

        Transcript transcript = store.load(SESSION);
        assertEquals(List.of("one", "1"), texts(transcript.branch()));
        assertEquals(List.of("one", "1", "lost?"), texts(transcript.nodes()));
    }

    @Test
    void theFirstTurnMayFailSilently() throws Exception {
        store(SESSION, turn("r1", null, List.of(Message.user("hello")), List.of(), false));

        assertTrue(store.load(SESSION).branch().isEmpty());
        assertEquals(List.of("hello"), texts(store.load(SESSION).nodes()));
    }

    @Test
    void anAnswerCanBeAddedToAStoredQuestion() throws Exception {
        say("r1", "one", "1");
        BranchPoint again = store.load(SESSION).place(List.of(), List.of(Message.user("one")), History.CLIENT);

        store(SESSION, new TurnRecord(by("r2"), again, ASKED, List.of(produced("other")), Usage.NONE, true));

        assertEquals(List.of("one", "other"), texts(store.load(SESSION).branch()));
        assertEquals(List.of("one", "1", "other"), texts(store.load(SESSION).nodes()));
    }

    @Test
    void sessionsOfOneIdAreAsManyAsTheirOwners() throws Exception {
        say("r1", "mine", "yes");
        SessionRef stranger = SessionRef.named("acme", "bob", "s1");
        SessionRef foreigner = SessionRef.named("umbrella", "ann", "s1");

        store(stranger, turn("r2", null, List.of(Message.user("his")), List.of(produced("no")), true));

        assertEquals(List.of("mine", "yes"), texts(store.load(SESSION).branch()));
        assertEquals(List.of("his", "no"), texts(store.load(stranger).branch()));
        assertTrue(store.load(foreigner).nodes().isEmpty());
    }

    @Test
    void aDerivedSessionIsStoredButNeverHistory() throws Exception {
        SessionRef derived = new SessionRef("acme", "ann", "api-0123456789abcdef", true);

        store(derived, turn("r1", null, List.of(Message.user("hi")), List.of(produced("hello")), true));

        assertTrue(store.load(derived).nodes().isEmpty());
        Transcript named = store.load(SessionRef.named("acme", "ann", "api-0123456789abcdef"));
        assertTrue(named.branch().isEmpty());
        assertEquals(List.of("hi", "hello"), texts(named.nodes()));
    }

    @Test
    void theSessionRowCountsMessagesCallsAndTokens() throws Exception {
        Message call = new Message(Role.ASSISTANT, List.of(new ToolCall("c1", "todo", "{}")), null);
        List<ProducedMessage> produceds = List.of(new ProducedMessage(call, false, SAID),
                new ProducedMessage(Message.toolResult("c1", "[]"), false, SAID), produced("done"));
        BranchPoint at = new BranchPoint(List.of(), null, List.of(Message.user("go")));

        store(SESSION, new TurnRecord(by("r1"), at, ASKED, produceds, new Usage(10, 5, 15, 4, 3), true));
        say("r2", "more", "ok");

        Map<String, Object> row = row();
        assertEquals(List.of(6L, 1L, 10L, 5L, 4L, 3L), Stream.of("message_count", "tool_call_count", "prompt_tokens", "completion_tokens",
                "cached_tokens", "reasoning_tokens").map(column -> ((Number) row.get(column)).longValue()).toList());
    }

    @Test
    void theSessionRowNamesWhoAndWhen() throws Exception {
        say("r1", "one", "1");

        Map<String, Object> row = row();
        assertEquals(List.of("chat", "main", "talaria", "ann@x", "f00"), List.of(row.get("source"), row.get("api_key"), row.get("model"),
                row.get("user_id"), row.get("memory_scope")));
        assertEquals(1767323045000006L, row.get("created_at"));
        assertEquals(1767323046999999L, row.get("updated_at"));
    }

    @Test
    void anOlderTurnDoesNotTurnTheClockBack() throws Exception {
        say("r1", "one", "1");

        store(SESSION, new TurnRecord(by("r0"), new BranchPoint(List.of(), null, List.of(Message.user("late"))), ASKED.minusSeconds(60),
                List.of(), Usage.NONE, false));

        assertEquals(1767323046999999L, row().get("updated_at"));
    }

    @Test
    void writersThatMeetInOneNewSessionAllSucceed() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try (GroupCommit other = TestDatabase.writer(database)) {
            for (int i = 0; i < 50; i++) {
                GroupCommit either = i % 2 == 0 ? writer : other;
                SessionRef session = SessionRef.named("acme", "ann", "shared" + i / 2);
                TurnRecord turn = turn("r" + i, null, List.of(Message.user("u" + i)), List.of(produced("a" + i)), true);
                all.add(either.submit(store.append(session, turn)));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        }

        for (int i = 0; i < 25; i++) {
            assertEquals(4, store.load(SessionRef.named("acme", "ann", "shared" + i)).nodes().size());
        }
    }

    @Test
    void aTurnReadsTheEndOfALongConversationAlone() throws Exception {
        List<Message> conversation = longConversation();

        Transcript read = store.load(SESSION, HistoryWindow.of(new AttachMode.ByHistory(History.SERVER), 1));

        assertEquals(HistoryWindow.HISTORY, read.nodes().size());
        BranchPoint place = read.place(List.of(), List.of(Message.user("new")), History.SERVER);
        assertEquals(texts(store.load(SESSION).branch()).subList(conversation.size() - HistoryWindow.HISTORY, conversation.size()),
                place.prompt().stream().limit(HistoryWindow.HISTORY).map(Message::text).toList());
        assertEquals(store.load(SESSION).head().orElseThrow().id(), place.parent());
    }

    @Test
    void aConversationThatIsCutBeginsWithAQuestion() throws Exception {
        longConversation();

        List<Node> branch = store.load(SESSION, new HistoryWindow(null, HistoryWindow.HISTORY - 1, 0)).branch();

        assertEquals(HistoryWindow.HISTORY - 2, branch.size());
        assertEquals(Role.USER, branch.get(0).message().role());
    }

    @Test
    void theSystemMessagesOfALongConversationAreKept() throws Exception {
        store(SESSION, turn("r0", null, List.of(Message.of(Role.SYSTEM, "be brief"), Message.user("hi")), List.of(produced("hello")),
                true));
        store(SESSION, turn("aside", null, List.of(Message.of(Role.SYSTEM, "not here")), List.of(), false));
        String end = store.load(SESSION).head().orElseThrow().id();
        store(SESSION, turn("r1", end, manyMessages(), List.of(), true));

        BranchPoint place = store.load(SESSION, HistoryWindow.of(new AttachMode.AtHead(), 1)).placeAtHead(List.of(Message.user("new")));

        assertEquals(List.of("be brief"), place.prompt().stream().filter(message -> message.role().isSystem()).map(Message::text).toList());
    }

    @Test
    void aTurnGoesOnFromAnOldAnswerWithWhatStandsAboveIt() throws Exception {
        longConversation();
        Node old = store.load(SESSION).branch().get(1_001);

        Transcript read = store.load(SESSION, HistoryWindow.of(new AttachMode.After(old.id()), 1));
        BranchPoint place = read.placeAfter(old.id(), List.of(Message.user("new")));

        assertEquals(HistoryWindow.HISTORY, read.nodes().size());
        assertEquals(old.id(), place.parent());
        assertEquals("a1001", place.prompt().get(place.prompt().size() - 2).text());
    }

    @Test
    void aClientThatEditsAnOldQuestionFindsItsPlaceInALongSession() throws Exception {
        List<Message> said = longConversation();
        List<Message> history = said.subList(0, 4);
        List<Message> input = List.of(Message.user("another"));
        for (History mode : List.of(History.CLIENT, History.AUTO)) {
            Transcript read = store.load(SESSION, HistoryWindow.of(new AttachMode.ByHistory(mode), 5));

            BranchPoint place = read.place(history, input, mode);

            assertTrue(read.nodes().size() < 4 * HistoryWindow.HISTORY, () -> read.nodes().size() + " nodes");
            assertEquals(store.load(SESSION).branch().get(3).id(), place.parent());
            assertEquals(input, place.append());
        }
    }

    @Test
    void aClientThatSendsEverythingFindsItsPlaceInALongSession() throws Exception {
        List<Message> said = longConversation();
        List<Message> input = List.of(Message.user("new"));

        BranchPoint place = store.load(SESSION, HistoryWindow.of(new AttachMode.ByHistory(History.AUTO), said.size() + 1))
                .place(said, input, History.AUTO);

        assertEquals(store.load(SESSION).head().orElseThrow().id(), place.parent());
        assertEquals(input, place.append());
        assertEquals(said.size() + 1, place.prompt().size());
    }

    @Test
    void aClientThatSendsTheLastMessagesOfALongSessionIsKnownByThem() throws Exception {
        List<Message> said = longConversation();
        List<Message> history = said.subList(said.size() - 4, said.size());
        List<Message> input = List.of(Message.user("new"));

        BranchPoint place = store.load(SESSION, HistoryWindow.of(new AttachMode.ByHistory(History.AUTO), 5))
                .place(history, input, History.AUTO);

        assertEquals(5, place.prompt().size());
    }

    @Test
    void whatIsRepeatedInALongConversationIsNotStoredAgain() throws Exception {
        List<Message> said = longConversation();
        List<Message> sent = new ArrayList<>(said.subList(said.size() - 300, said.size()));
        sent.add(Message.user("new"));

        BranchPoint place = store.load(SESSION, HistoryWindow.of(new AttachMode.AtHead(), sent.size())).placeAtHead(sent);

        assertEquals(List.of(Message.user("new")), place.append());
    }

    @Test
    void aTurnIsReadFromItsEndUpwards() throws Exception {
        say("r1", "one", "1");
        say("r2", "two", "2");
        String end = store.load(SESSION).branch().get(1).id();

        assertEquals(List.of("one", "1"), texts(store.turn(SESSION, "r1", end)));
        assertEquals(List.of(), store.turn(SESSION, "r1", null));
        assertEquals(List.of(), store.turn(SessionRef.named("acme", "bob", "s1"), "r1", end));
    }

    /** Of 3,000 messages, each different. */
    private List<Message> longConversation() throws Exception {
        List<Message> said = manyMessages();
        store(SESSION, turn("r1", null, said, List.of(), true));
        return said;
    }

    private static List<Message> manyMessages() {
        return IntStream.range(0, 3_000).mapToObj(i -> i % 2 == 0 ? Message.user("u" + i) : Message.assistant("a" + i)).toList();
    }

    private void say(String run, String question, String answer) throws Exception {
        BranchPoint at = store.load(SESSION).place(List.of(), List.of(Message.user(question)), History.SERVER);
        store(SESSION, new TurnRecord(by(run), at, ASKED, List.of(produced(answer)), Usage.NONE, true));
    }

    private void store(SessionRef session, TurnRecord turn) throws Exception {
        writer.submit(store.append(session, turn)).get(20, TimeUnit.SECONDS);
    }

    private Map<String, Object> row() {
        return database.read(handle -> handle.createQuery("SELECT * FROM session WHERE id = 's1'").mapToMap().one());
    }

    private static TurnRecord turn(String run, String parent, List<Message> asked, List<ProducedMessage> produceds, boolean moveHead) {
        return new TurnRecord(by(run), new BranchPoint(asked, parent, asked), ASKED, produceds, Usage.NONE, moveHead);
    }

    private static Attribution by(String run) {
        return new Attribution(run, "chat", "main", "talaria", new Identity(Map.of(Identity.USER_ID, "ann@x")), "f00");
    }

    private static ProducedMessage produced(String text) {
        return new ProducedMessage(Message.assistant(text), false, SAID);
    }

    private static List<String> texts(List<Node> nodes) {
        return nodes.stream().map(node -> node.message().text()).toList();
    }
}
