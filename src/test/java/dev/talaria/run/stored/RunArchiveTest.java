package dev.talaria.run.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.run.Durability;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.RunRegistry;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.testing.Scopes;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(1)
class RunArchiveTest {
    private static final RequestScope ASKER = Scopes.named("s1");

    private final Database database = TestDatabase.sqlite();
    private final GroupCommit commits = TestDatabase.writer(database);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(TestDatabase.daemons());
    private final ExecutorService readers = Executors.newFixedThreadPool(2, TestDatabase.daemons());
    private final RunStore store = new RunStore(database, "here");
    private final RunArchive archive = new RunArchive(new RunRegistry(), store,
            new RunJournal(store, commits, thread, readers, thread), commits, Clock.systemUTC(), Duration.ofDays(1));

    @AfterEach
    void stop() {
        thread.shutdownNow();
        readers.shutdownNow();
        commits.close();
        database.close();
    }

    private Run begun() {
        RunHead head = new RunHead(RunId.at(Instant.EPOCH), ASKER, "run", "talaria", Durability.DURABLE,
                Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS));
        Run run = archive.open(head, Run.MemoryState.NONE);
        archive.store(run, "{}", Write.NOTHING).join();
        return run;
    }

    private void say(Run run, int words) {
        for (int i = 0; i < words; i++) {
            run.append(new AgentEvent.TextDelta("t" + i, null));
        }
    }

    private void end(Run run) {
        Numbered end = run.events().number(new RunEnded.RunFailed(
                new RunEnded.RunCancelled(Cancellation.Reason.STOPPED, Message.assistant(""), Usage.NONE).problem(),
                Message.assistant("all"), Usage.NONE));
        archive.end(run, end, Write.NOTHING, null).told().join();
        run.append(end);
    }

    /** Why the rest of a run's events cannot be had. */
    private static ErrorCode broken(Run run) throws InterruptedException {
        Semaphore news = new Semaphore(1);
        try (EventStream.Cursor cursor = run.events().cursor(-1, news::release)) {
            while (news.tryAcquire(20, TimeUnit.SECONDS)) {
                while (cursor.poll() != null) {
                    // What was read before counts.
                }
            }
        } catch (EventStream.FellBehindException e) {
            return e.problem().code();
        }
        throw new AssertionError("the reader was told nothing");
    }

    private Run over() {
        Run run = begun();
        say(run, 10);
        end(run);
        return archive.find(ASKER, run.id());
    }

    @Test
    void aReaderLearnsThatTheDatabaseCannotBeRead() throws Exception {
        Run run = over();
        database.close();

        assertEquals(ErrorCode.DATABASE_UNAVAILABLE, broken(run));
    }

    @Test
    void aReaderLearnsThatThereIsNoThreadForIt() throws Exception {
        Run run = over();
        readers.shutdownNow();

        assertEquals(ErrorCode.DATABASE_UNAVAILABLE, broken(run));
    }

    /** Follows a run to its end. */
    private static List<Numbered> read(Run run, long after) throws InterruptedException {
        List<Numbered> seen = new ArrayList<>();
        Semaphore news = new Semaphore(1);
        try (EventStream.Cursor cursor = run.events().cursor(after, news::release)) {
            while (seen.isEmpty() || !(seen.get(seen.size() - 1).event() instanceof RunEnded)) {
                assertTrue(news.tryAcquire(20, TimeUnit.SECONDS), "no news came");
                for (Numbered next = cursor.poll(); next != null; next = cursor.poll()) {
                    seen.add(next);
                }
            }
        }
        return seen;
    }

    @Test
    void showsNoEventBeforeItIsStored() throws Exception {
        Run run = begun();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch holding = new CountDownLatch(1);
        commits.submit(handle -> hold(holding, held));
        assertTrue(holding.await(20, TimeUnit.SECONDS));
        Semaphore news = new Semaphore(0);

        try (EventStream.Cursor cursor = run.events().cursor(-1, news::release)) {
            say(run, 1);
            assertEquals(-1, run.events().shown());
            assertEquals(List.of(), store.events(RunKey.of(ASKER.session(), run.id()), -1));
            held.countDown();

            assertTrue(news.tryAcquire(20, TimeUnit.SECONDS));
            assertEquals(0, cursor.poll().sequence());
            assertEquals(1, store.events(RunKey.of(ASKER.session(), run.id()), -1).size());
        }
    }

    private static void hold(CountDownLatch holding, CountDownLatch held) {
        holding.countDown();
        try {
            held.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aReaderBehindTheMemoryReadsTheJournal() throws Exception {
        Run run = begun();
        say(run, 3_000);
        end(run);

        List<Numbered> seen = read(run, -1);

        assertEquals(3_001, seen.size());
        assertEquals(3_000, seen.get(3_000).sequence());
    }

    @Test
    void aRunThatIsOverReadsAsItDidLive() throws Exception {
        Run run = begun();
        say(run, 300);
        end(run);
        List<Numbered> live = read(run, -1);

        Run again = archive.find(ASKER, run.id());

        assertEquals(live, read(again, -1));
        assertEquals(live.subList(100, live.size()), read(again, 99));
        assertEquals(run.state(), again.state());
    }

    @Test
    void findsALiveRunAsItIs() {
        Run run = begun();

        assertSame(run, archive.find(ASKER, run.id()));
    }

    @Test
    void anotherOwnersRunDoesNotExistLiveOrOver() {
        Run run = begun();
        RequestScope bob = Scopes.of(SessionRef.named("acme", "bob", "s1"), null, null);
        assertEquals(ErrorCode.RUN_NOT_FOUND, assertThrows(ApiException.class, () -> archive.find(bob, run.id())).code());

        end(run);

        assertEquals(ErrorCode.RUN_NOT_FOUND, assertThrows(ApiException.class, () -> archive.find(bob, run.id())).code());
        assertEquals(ErrorCode.RUN_NOT_FOUND, assertThrows(ApiException.class, () -> archive.state(bob, run.id())).code());
    }

    @Test
    void saysThatEventsAreGone() {
        Run run = begun();
        end(run);
        Instant later = Clock.systemUTC().instant().plus(Duration.ofDays(2));
        commits.submit(new ExpiredRuns(Duration.ofDays(30)).delete(later, 10, deleted -> { })).join();

        assertEquals(ErrorCode.EVENTS_EXPIRED, assertThrows(ApiException.class, () -> archive.find(ASKER, run.id())).code());
        assertEquals(ErrorCode.RUN_NOT_FOUND, assertThrows(ApiException.class, () -> archive.state(ASKER, run.id())).code());
    }

    @Test
    void cancelsARunWhoseEventsCannotBeStored() throws Exception {
        Run run = begun();
        CountDownLatch cancelled = new CountDownLatch(1);
        run.cancellation().onCancel(cancelled::countDown);
        commits.close();

        say(run, 1);

        assertTrue(cancelled.await(20, TimeUnit.SECONDS));
        assertEquals(Cancellation.Reason.UNRECORDED, run.cancellation().reason());
        assertEquals(-1, run.events().shown());
    }
}
