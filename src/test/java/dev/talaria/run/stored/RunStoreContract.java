package dev.talaria.run.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.run.Durability;
import dev.talaria.run.IdempotencyKey;
import dev.talaria.run.Run.MemoryState;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.RunStatus;
import dev.talaria.run.stored.IdempotencyStore.Used;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.Node;
import dev.talaria.session.NodeIds;
import dev.talaria.session.SessionStore;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.testing.Scopes;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the stores of runs owe on every database. */
abstract class RunStoreContract {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Numbered END = new Numbered(7, NOW.plusSeconds(1), new RunEnded.RunCompleted(Message.assistant("said"), List.of(),
            FinishReason.STOP, null, Usage.of(3, 4)));
    private static final StoredInput INPUT =
            new StoredInput(List.of(), List.of(Message.user("asked")), Preferences.History.AUTO, "ann", null);

    private Database database;
    private GroupCommit writer;
    private RunStore store;
    private IdempotencyStore keys;

    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        writer = TestDatabase.writer(database);
        store = new RunStore(database);
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
        return new RunHead(RunId.random(), Scopes.named("s1"), "run", "talaria", durability, NOW);
    }

    private static RunKey key(RunHead head) {
        return RunKey.of(head.scope().session(), head.id());
    }

    private RunHead begun() {
        RunHead head = head(Durability.DURABLE);
        write(store.create(head, MemoryState.ON, INPUT.write()));
        return head;
    }

    private void write(Write write) {
        writer.submit(write).join();
    }

    @Test
    void aRunThatBeginsComesBackWithItsInput() {
        StoredRun stored = store.find(key(begun())).orElseThrow();

        assertEquals(INPUT, StoredInput.read(stored.input()));
        assertEquals(NOW, stored.created());
        assertEquals(RunStatus.RUNNING, stored.state().status());
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
        assertNull(stored.input());
        assertEquals(List.of(), store.unfinished(9));
    }

    @Test
    void aForegroundRunIsStoredByItsEnd() {
        RunHead head = head(Durability.FOREGROUND);

        write(store.end(head, MemoryState.OFF, END, NOW.plus(DAY)));

        assertEquals(END, store.find(key(head)).orElseThrow().end());
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
        write(store.add(List.of(batch(head, 0, 2), batch(begun(), 0, 9))));
        write(store.add(List.of(batch(head, 3, 5))));

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
    void whatADeadProcessLeftBehindHasFailedWithWhatItHadSaid() {
        RunHead head = begun();
        write(store.add(List.of(batch(head, 0, 2))));
        SessionStore sessions = new SessionStore(database, new NodeIds(Clock.systemUTC()));

        new RunRecovery(store, sessions, writer, Clock.fixed(NOW, ZoneOffset.UTC), DAY).run();

        Numbered end = store.find(key(head)).orElseThrow().end();
        RunEnded.RunFailed failed = (RunEnded.RunFailed) end.event();
        assertEquals(3, end.sequence());
        assertEquals(ErrorCode.SERVER_RESTARTED, failed.problem().code());
        assertEquals("t0t1t2", failed.output().text());
        List<Node> branch = sessions.load(head.scope().session()).branch();
        assertEquals(List.of("asked", "t0t1t2"), branch.stream().map(node -> node.message().text()).toList());
        assertTrue(branch.get(1).partial());
    }

    @Test
    void aDeadRunThatHadSaidNothingDoesNotMoveTheConversation() {
        RunHead head = begun();
        SessionStore sessions = new SessionStore(database, new NodeIds(Clock.systemUTC()));

        new RunRecovery(store, sessions, writer, Clock.fixed(NOW, ZoneOffset.UTC), DAY).run();

        assertEquals(List.of(), sessions.load(head.scope().session()).branch());
        assertEquals(1, sessions.load(head.scope().session()).nodes().size());
    }

    @Test
    void eventsGoFirstAndTheNameLater() {
        RunHead head = begun();
        write(store.add(List.of(batch(head, 0, 2))).and(store.end(head, MemoryState.ON, END, NOW.plus(DAY))));

        sweepAt(NOW.plus(DAY).minusSeconds(1));
        assertFalse(store.find(key(head)).orElseThrow().eventsGone());

        sweepAt(NOW.plus(DAY));
        assertTrue(store.find(key(head)).orElseThrow().eventsGone());
        assertEquals(List.of(), store.events(key(head), -1));

        sweepAt(NOW.plus(DAY).plus(DAY));
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

        sweepAt(NOW);

        assertEquals(List.of(), new ExpiryStore(database).due(NOW, 1));
    }

    @Test
    void aRunUnderWayNeverExpires() {
        RunHead head = begun();

        sweepAt(NOW.plus(Duration.ofDays(9_999)));

        assertTrue(store.find(key(head)).isPresent());
    }

    private void sweepAt(Instant now) {
        new RunRetention(database, writer, Clock.fixed(now, ZoneOffset.UTC), DAY).sweep();
    }

    @Test
    void anIdempotencyKeyCountsUntilItExpires() {
        IdempotencyKey key = IdempotencyKey.of(Scopes.of(SessionRef.named("acme", "", "s1"), null, "k")).orElseThrow();
        Used used = new Used("body", RunId.random());
        write(keys.remember(key, used, NOW, NOW.plus(DAY)));

        assertEquals(Optional.of(used), keys.find(key, NOW));
        assertEquals(Optional.empty(), keys.find(key, NOW.plus(DAY)));
        assertThrows(CompletionException.class, () -> write(keys.remember(key, used, NOW, NOW.plus(DAY))));
        write(keys.remember(key, used, NOW.plus(DAY), NOW.plus(DAY).plus(DAY)));
        sweepAt(NOW.plus(DAY).plus(DAY));
        assertEquals(Optional.empty(), keys.find(key, NOW));
    }
}
