package dev.talaria.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.testing.FakeMemory;
import dev.talaria.testing.LogLines;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoundedRecallTest {
    private static final RecallQuery QUERY = new RecallQuery(Peer.of(MemoryScope.ofKey("acme", "ann")),
            SessionRef.named("acme", "", "monday"), "the secret word is xyzzy", 100);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1));
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        threads.shutdownNow();
    }

    @Test
    void passesOnWhatTheProviderFound() {
        BoundedRecall bounded = new BoundedRecall(new FakeMemory(query -> Recall.EMPTY), threads, LONG);

        assertSame(Recall.EMPTY, bounded.recall(QUERY));
    }

    static Stream<FakeMemory> failures() {
        return Stream.of(new FakeMemory(query -> {
            throw new IllegalStateException("broken");
        }), new FakeMemory(query -> {
            throw new StackOverflowError();
        }), new FakeMemory(query -> null));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void answersDegradedWhereTheProviderFails(FakeMemory failing) {
        assertSame(Recall.DEGRADED, new BoundedRecall(failing, threads, LONG).recall(QUERY));
    }

    @Test
    void waitsNoLongerThanTheDeadline() {
        BoundedRecall bounded = new BoundedRecall(new FakeMemory(query -> awaitRelease()), threads, SHORT);

        assertSame(Recall.DEGRADED, bounded.recall(QUERY));
        assertEquals(1, release.getCount());
    }

    @Test
    void answersDegradedWhereNoThreadIsFree() {
        BoundedRecall bounded = new BoundedRecall(new FakeMemory(query -> awaitRelease()), threads, SHORT);
        bounded.recall(QUERY);
        threads.getQueue().add(() -> { });

        assertSame(Recall.DEGRADED, new BoundedRecall(new FakeMemory(query -> Recall.EMPTY), threads, LONG).recall(QUERY));
    }

    @Test
    void interruptsLateWorkThatAllowsIt() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        FakeMemory patient = new FakeMemory(query -> {
            try {
                return awaitRelease();
            } catch (IllegalStateException e) {
                interrupted.countDown();
                throw e;
            }
        }).allowingInterrupts();

        new BoundedRecall(patient, threads, SHORT).recall(QUERY);

        assertTrue(interrupted.await(20, TimeUnit.SECONDS));
    }

    @Test
    void startsNoWorkThatIsNoLongerWaitedFor() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        threads.execute(this::awaitRelease);
        FakeMemory late = new FakeMemory(query -> {
            started.countDown();
            return Recall.EMPTY;
        });

        new BoundedRecall(late, threads, SHORT).recall(QUERY);
        release.countDown();
        threads.shutdown();

        assertTrue(threads.awaitTermination(20, TimeUnit.SECONDS));
        assertEquals(1, started.getCount());
    }

    @Test
    void keepsTheInterruptOfTheWaitingThread() {
        BoundedRecall bounded = new BoundedRecall(new FakeMemory(query -> awaitRelease()), threads, LONG);
        Thread.currentThread().interrupt();

        Recall recall = bounded.recall(QUERY);

        assertTrue(Thread.interrupted());
        assertSame(Recall.DEGRADED, recall);
    }

    @Test
    void logsAnOutageAndItsEndOnceEachWithoutText() {
        FakeMemory flaky = new FakeMemory(query -> {
            throw new IllegalStateException(query.text());
        });
        BoundedRecall bounded = new BoundedRecall(flaky, threads, LONG);
        try (LogLines log = LogLines.of(BoundedRecall.class)) {
            bounded.recall(QUERY);
            bounded.recall(QUERY);
            flaky.answering(query -> Recall.EMPTY);
            bounded.recall(QUERY);
            bounded.recall(QUERY);

            assertEquals(2, log.lines().size(), () -> log.lines().toString());
            assertFalse(log.lines().toString().contains("xyzzy"));
        }
    }

    @Test
    void isDegradedWhenTheExecutorIsClosed() {
        var closed = Executors.newSingleThreadExecutor();
        closed.shutdown();

        assertSame(Recall.DEGRADED, new BoundedRecall(new FakeMemory(query -> Recall.EMPTY), closed, LONG).recall(QUERY));
    }

    private Recall awaitRelease() {
        try {
            if (!release.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never released");
            }
            return Recall.EMPTY;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
