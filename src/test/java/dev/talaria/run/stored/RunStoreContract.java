package dev.talaria.run.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.run.Durability;
import dev.talaria.run.IdempotencyKey;
import dev.talaria.run.Run.MemoryState;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.RunStatus;
import dev.talaria.run.stored.IdempotencyStore.Used;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.Attribution;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.NodeIds;
import dev.talaria.session.SessionStore;
import dev.talaria.session.TurnRecord;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.testing.Scopes;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the stores of runs owe on every database. */
abstract class RunStoreContract {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Numbered END = new Numbered(7, NOW.plusSeconds(1), new RunEnded.RunCompleted(Message.assistant("said"), List.of(),
            FinishReason.STOP, null, Usage.of(3, 4)));
    private static final String REQUEST = "{\"asked\":1}";

    private static final IntConsumer REFUSED = place -> {
        throw new AssertionError("the events were refused");
    };

    private Database database;
    private GroupCommit writer;
    private RunStore store;
    private IdempotencyStore keys;

    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        writer = TestDatabase.writer(database);
        store = new RunStore(database, "here");
        keys = new IdempotencyStore(database);
    }

    @AfterEach
    void stop() {
        if (database != null) {
            writer.close();
            database.close();
        }
    }

    private static RunHead head(Durability durability) {
        return new RunHead(RunId.at(NOW), Scopes.named("s1"), "run", "talaria", durability, NOW);
    }

    private static RunKey key(RunHead head) {
        return RunKey.of(head.scope().session(), head.id());
    }

    private RunHead begun() {
        RunHead head = head(Durability.DURABLE);
        write(store.create(head, MemoryState.ON, REQUEST));
        return head;
    }

    private void write(Write write) {
        writer.submit(write).join();
    }

    @Test
    void aRunThatBeginsComesBackWithItsInput() {
        StoredRun stored = store.find(key(begun())).orElseThrow();

        assertEquals(REQUEST, stored.runExecutionState().request());
        assertEquals(NOW, stored.created());
        assertEquals(RunStatus.QUEUED, stored.state().status());
        assertNull(stored.end());
    }

    @Test
    void aRunThatEndsComesBackWithItsEnd() {
        RunHead head = begun();

        write(store.end(head, MemoryState.DEGRADED, END, NOW.plus(DAY)));

        StoredRun stored = store.find(key(head)).orElseThrow();
        assertEquals(END, stored.end());
        assertEquals(MemoryState.DEGRADED, stored.memory());
        assertEquals(RunStatus.COMPLETED, stored.state().status());
        assertNull(stored.runExecutionState().request());
        assertEquals(List.of(), store.left(RunStatus.QUEUED, Set.of(), 9));
    }

    @Test
    void wordsThatOnlyAnotherReleaseKnowsHideNoRun() {
        RunHead head = begun();
        write(handle -> handle.execute("UPDATE run SET status = 'dreaming', memory = 'HAZY'"));
        assertEquals(RunStatus.RUNNING, store.find(key(head)).orElseThrow().state().status());
        assertEquals(MemoryState.NONE, store.find(key(head)).orElseThrow().memory());

        write(store.end(head, MemoryState.ON, END, NOW.plus(DAY)));
        write(handle -> handle.execute("UPDATE run SET status = 'dreamt'"));
        assertEquals(RunStatus.COMPLETED, store.find(key(head)).orElseThrow().state().status());
    }

    @Test
    void aForegroundRunIsStoredByItsEnd() {
        RunHead head = head(Durability.FOREGROUND);

        write(store.end(head, MemoryState.OFF, END, NOW.plus(DAY)));

        assertEquals(END, store.find(key(head)).orElseThrow().end());
    }

    @Test
    void whatAForegroundRunSaidStandsInItsSessionAlone() {
        RunHead head = head(Durability.FOREGROUND);
        ToolCall own = new ToolCall("c1", "todo", "{}");
        ToolCall clients = new ToolCall("c2", "weather", "{\"city\":\"Oslo\"}");
        List<Message> said = List.of(answer(new Part.Reasoning("hm"), new Part.Text("let me see"), own), Message.toolResult("c1", "[]"),
                answer(new Part.Reasoning("!"), new Part.Text("a heron"), clients));
        Numbered end = new Numbered(7, NOW, new RunEnded.RunCompleted(answer(new Part.Reasoning("hm!"),
                new Part.Text("let me see\n\na heron")), List.of(clients), FinishReason.TOOL_CALLS, null, Usage.of(3, 4)));
        TurnRecord turn = new TurnRecord(Attribution.of(head.scope(), head.id().toString(), "chat", "talaria"),
                new BranchPoint(List.of(), null, List.of(Message.user("who is it?"))), NOW,
                said.stream().map(message -> new TurnRecord.ProducedMessage(message, false, NOW)).toList(), Usage.NONE, true);

        write(new SessionStore(database, new NodeIds(Clock.systemUTC())).appendTo(head.scope().session(), turn,
                node -> store.end(head, MemoryState.ON, end, node, NOW.plus(DAY))));

        assertEquals(end, store.find(key(head)).orElseThrow().end());
        assertFalse(database.read(handle -> handle.createQuery("SELECT outcome FROM run").mapTo(String.class).one()).contains("heron"));
    }

    private static Message answer(Part... parts) {
        return new Message(Role.ASSISTANT, List.of(parts), null);
    }

    @Test
    void anotherOwnersRunDoesNotExist() {
        RunId id = begun().id();

        assertEquals(Optional.empty(), store.find(new RunKey("acme", "bob", id)));
        assertEquals(Optional.empty(), store.find(new RunKey("other", "", id)));
    }

    @Test
    void readsEventsFromTheMiddleOfABatchOn() {
        RunHead head = begun();
        write(store.add(List.of(batch(head, 0, 2), batch(begun(), 0, 9)), REFUSED));
        write(store.add(List.of(batch(head, 3, 5)), REFUSED));

        assertEquals(List.of(2L, 3L, 4L, 5L), store.events(key(head), 1).stream().map(Numbered::sequence).toList());
        assertEquals(List.of(), store.events(key(head), 5));
    }

    private static RunStore.Batch batch(RunHead head, int first, int last) {
        StringBuilder events = new StringBuilder("[");
        for (int i = first; i <= last; i++) {
            events.append(i == first ? "" : ",").append(EventJson.write(new Numbered(i, NOW, new AgentEvent.TextDelta("t" + i, null))));
        }
        return new RunStore.Batch(key(head), first, last, events.append(']').toString());
    }

    @Test
    void aRunThatWaitsComesBackWithWhereItStands() {
        RunHead head = begun();

        write(store.resume(head, MemoryState.DEGRADED, RunStatus.WAITING_FOR_APPROVAL, "{}", NOW.plusSeconds(1)));

        StoredRun stored = store.find(key(head)).orElseThrow();
        assertEquals(RunStatus.WAITING_FOR_APPROVAL, stored.state().status());
        assertEquals("{}", stored.runExecutionState().state());
        assertEquals(MemoryState.DEGRADED, stored.memory());
    }

    @Test
    void findsWhatOthersLeftOldestFirstAndByHowItStands() {
        RunHead later = begunAt(NOW.plusSeconds(1));
        RunHead earlier = begunAt(NOW);
        RunHead running = begunAt(NOW);
        write(store.resume(running, MemoryState.ON, RunStatus.RUNNING, null, NOW));

        assertEquals(List.of(earlier.id(), later.id()), ids(store.left(RunStatus.QUEUED, Set.of("there"), 9)));
        assertEquals(List.of(earlier.id()), ids(store.left(RunStatus.QUEUED, Set.of(), 1)));
        assertEquals(List.of(running.id()), ids(store.left(RunStatus.RUNNING, Set.of(), 9)));
        assertEquals(List.of(), store.left(RunStatus.QUEUED, Set.of("here", "there"), 9));
    }

    @Test
    void aServerFindsWhatIsItsOwnAndNotLive() {
        List<RunHead> live = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            live.add(begunAt(NOW));
        }
        RunHead orphan = begunAt(NOW.plusSeconds(1));
        RunHead over = begun();
        write(store.end(over, MemoryState.ON, END, NOW.plus(DAY)));
        Set<RunId> known = live.stream().map(RunHead::id).collect(Collectors.toSet());
        OrphanedRuns left = new OrphanedRuns(store, writer);

        assertEquals(List.of(orphan.id()), ids(left.takeOwn(RunStatus.QUEUED, known::contains)));
        assertEquals(List.of(), left.takeOwn(RunStatus.RUNNING, known::contains));
        assertEquals(List.of(), new OrphanedRuns(new RunStore(database, "there"), writer).takeOwn(RunStatus.QUEUED, id -> false));
    }

    private RunHead begunAt(Instant created) {
        RunHead head = new RunHead(RunId.at(NOW), Scopes.named("s1"), "run", "talaria", Durability.DURABLE, created);
        write(store.create(head, MemoryState.ON, REQUEST));
        return head;
    }

    private static List<RunId> ids(List<StoredRun> runs) {
        return runs.stream().map(StoredRun::id).toList();
    }

    @Test
    void oneServerAloneTakesARunOver() {
        RunHead head = begun();
        StoredRun left = store.find(key(head)).orElseThrow();
        List<Boolean> taken = new ArrayList<>();

        write(new RunStore(database, "there").take(left, taken::add));
        write(new RunStore(database, "elsewhere").take(left, taken::add));

        assertEquals(List.of(true, false), taken);
        assertEquals("there", store.find(key(head)).orElseThrow().server());
    }

    @Test
    void whoHasLostARunWritesNothingMoreOfIt() {
        RunHead head = begun();
        write(new RunStore(database, "there").take(store.find(key(head)).orElseThrow(), taken -> { }));
        List<Integer> refused = new ArrayList<>();

        write(store.add(List.of(batch(begun(), 0, 1), batch(head, 0, 2)), refused::add));

        assertEquals(List.of(1), refused);
        assertEquals(List.of(), store.events(key(head), -1));
        assertThrows(CompletionException.class, () -> write(store.resume(head, MemoryState.ON, RunStatus.RUNNING, null, NOW)));
        assertThrows(CompletionException.class, () -> write(store.end(head, MemoryState.ON, END, NOW.plus(DAY))));
    }

    @Test
    void whatIsGivenBackIsNobodys() {
        RunHead head = begun();

        write(store.giveBack(store.find(key(head)).orElseThrow()));

        assertEquals(List.of(head.id()), ids(store.left(RunStatus.QUEUED, Set.of("here"), 9)));
    }

    @Test
    void aServerThatIsStartedAgainDisownsWhatItHad() {
        RunHead head = begun();
        RunHead over = begun();
        write(store.end(over, MemoryState.ON, END, NOW.plus(DAY)));

        write(store.disown());

        assertNull(store.find(key(head)).orElseThrow().server());
        assertEquals("here", store.find(key(over)).orElseThrow().server());
    }

    @Test
    void eventsGoFirstAndTheNameLater() {
        RunHead head = begun();
        write(store.add(List.of(batch(head, 0, 2)), REFUSED).and(store.end(head, MemoryState.ON, END, NOW.plus(DAY))));

        sweepAt(NOW.plus(DAY).minusSeconds(1));
        assertFalse(store.find(key(head)).orElseThrow().eventsGone());

        sweepAt(NOW.plus(DAY));
        assertTrue(store.find(key(head)).orElseThrow().eventsGone());
        assertEquals(List.of(), store.events(key(head), -1));

        sweepAt(NOW.plus(DAY).plus(DAY));
        assertEquals(Optional.empty(), store.find(key(head)));
    }

    @Test
    void manyEventsGoPageByPageAndAreShownToNobodyMeanwhile() {
        RunHead head = begun();
        Write all = Write.NOTHING;
        for (int i = 0; i < 25; i++) {
            all = all.and(store.add(List.of(batch(head, i, i)), REFUSED));
        }
        write(all.and(store.end(head, MemoryState.ON, END, NOW.plus(DAY))));
        ExpiredRuns expired = new ExpiredRuns(DAY);

        write(expired.delete(NOW.plus(DAY), 1, gone -> { }));
        assertTrue(store.find(key(head)).orElseThrow().eventsGone());
        assertEquals(15, store.events(key(head), -1).size());
        write(expired.delete(NOW.plus(DAY), 1, gone -> { }));
        write(expired.delete(NOW.plus(DAY), 1, gone -> { }));

        assertEquals(0, store.events(key(head), -1).size());
        assertTrue(store.find(key(head)).orElseThrow().eventsGone());
        write(expired.delete(NOW.plus(DAY).plus(DAY), 1, gone -> { }));
        assertEquals(Optional.empty(), store.find(key(head)));
    }

    @Test
    void aForegroundRunGoesAltogether() {
        RunHead head = head(Durability.FOREGROUND);
        write(store.end(head, MemoryState.ON, END, NOW.plus(DAY)));

        sweepAt(NOW.plus(DAY));

        assertEquals(Optional.empty(), store.find(key(head)));
    }

    @Test
    void aSweepTakesSeveralSlices() {
        Write all = Write.NOTHING;
        for (int i = 0; i < 450; i++) {
            all = all.and(store.end(head(Durability.FOREGROUND), MemoryState.ON, END, NOW));
        }
        write(all);

        assertEquals(200, sweepAt(NOW));
        assertEquals(200, sweepAt(NOW));
        assertEquals(50, sweepAt(NOW));
    }

    @Test
    void aRunUnderWayNeverExpires() {
        RunHead head = begun();

        sweepAt(NOW.plus(Duration.ofDays(9_999)));

        assertTrue(store.find(key(head)).isPresent());
    }

    /** How many runs went. */
    private int sweepAt(Instant now) {
        AtomicInteger went = new AtomicInteger();
        write(new ExpiredRuns(DAY).delete(now, 200, went::set).and(new ExpiredIdempotencyKeys().delete(now, 200, keys -> { })));
        return went.get();
    }

    @Test
    void anIdempotencyKeyCountsUntilItExpires() {
        IdempotencyKey key = IdempotencyKey.of(Scopes.of(SessionRef.named("acme", "", "s1"), null, "k")).orElseThrow();
        Used used = new Used("body", RunId.at(NOW));
        write(keys.remember(key, used, NOW, NOW.plus(DAY)));

        assertEquals(Optional.of(used), keys.find(key, NOW));
        assertEquals(Optional.empty(), keys.find(key, NOW.plus(DAY)));
        assertThrows(CompletionException.class, () -> write(keys.remember(key, used, NOW, NOW.plus(DAY))));
        write(keys.remember(key, used, NOW.plus(DAY), NOW.plus(DAY).plus(DAY)));
        sweepAt(NOW.plus(DAY).plus(DAY));
        assertEquals(Optional.empty(), keys.find(key, NOW));
    }
}
