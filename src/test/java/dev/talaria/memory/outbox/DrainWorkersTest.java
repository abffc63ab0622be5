package dev.talaria.memory.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainWorkersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool(TestDatabase.daemons());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(TestDatabase.daemons());
    /** A permit for each piece of work that is left. */
    private final Semaphore pieces = new Semaphore(0);
    private final Semaphore done = new Semaphore(0);
    private final AtomicInteger parallel = new AtomicInteger(2);
    private volatile Optional<Instant> next = Optional.empty();
    private volatile BooleanSupplier step = this::takeOne;
    private final DrainWorkers workers = new DrainWorkers(threads, timer, Clock.systemUTC(), new DrainWorkers.Work() {
        @Override
        public int parallel() {
            return parallel.get();
        }

        @Override
        public boolean step() {
            return step.getAsBoolean();
        }

        @Override
        public Optional<Instant> next() {
            return next;
        }
    });

    private boolean takeOne() {
        boolean found = pieces.tryAcquire();
        if (found) {
            done.release();
        }
        return found;
    }

    @AfterEach
    void stop() {
        workers.close();
        threads.shutdownNow();
        timer.shutdownNow();
    }

    private void awaitDone(int count) throws InterruptedException {
        assertTrue(done.tryAcquire(count, PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void worksUntilNothingIsLeftAndGivesItsThreadBack() throws Exception {
        pieces.release(10);

        workers.wake();
        awaitDone(10);
        workers.awaitRest(PATIENCE);

        threads.shutdown();
        assertTrue(threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void losesNoCallThatComesWhileAWorkerIsAboutToLeave() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        parallel.set(1);
        step = () -> {
            boolean found = takeOne();
            if (!found) {
                looked.countDown();
                await(woken);
            }
            return found;
        };
        workers.wake();
        await(looked);

        pieces.release();
        workers.wake();
        woken.countDown();

        awaitDone(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void worksInNoMoreThreadsThanItMay() throws Exception {
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(2);
        step = () -> {
            most.accumulateAndGet(working.incrementAndGet(), Math::max);
            together.countDown();
            await(together);
            working.decrementAndGet();
            return takeOne();
        };
        pieces.release(20);
        for (int i = 0; i < 10; i++) {
            workers.wake();
        }

        awaitDone(20);
        workers.awaitRest(PATIENCE);
        assertEquals(2, most.get());
    }

    @Test
    void stopsAfterAPieceWhereItIsWantedNoMore() throws Exception {
        step = () -> {
            parallel.set(0);
            return takeOne();
        };
        pieces.release(2);

        workers.wake();
        awaitDone(1);
        workers.awaitRest(PATIENCE);

        assertEquals(1, pieces.availablePermits());
        workers.wake();
        assertEquals(1, pieces.availablePermits());
    }

    @Test
    void comesBackWhenThereIsMore() throws Exception {
        next = Optional.of(Instant.now().plusMillis(50));
        step = () -> {
            boolean found = takeOne();
            if (!found && next.isPresent()) {
                pieces.release();
            }
            return found && next.isEmpty();
        };

        workers.wake();
        awaitDone(1);
        next = Optional.empty();
    }

    @Test
    void comesBackAtTheEarliestOfSeveralTimes() throws Exception {
        next = Optional.of(Instant.now().plus(Duration.ofHours(1)));
        workers.wake();
        workers.awaitRest(PATIENCE);
        next = Optional.of(Instant.now().plusMillis(20));
        workers.wake();
        workers.awaitRest(PATIENCE);
        pieces.release();

        awaitDone(1);
    }

    @Test
    void saysOnceThatItsWorkFailsAndOnceThatItGoesOn() throws Exception {
        try (LogLines log = LogLines.of(DrainWorkers.class)) {
            step = () -> {
                throw new IllegalStateException("a fault");
            };
            for (int i = 0; i < 3; i++) {
                workers.wake();
                workers.awaitRest(PATIENCE);
            }
            step = this::takeOne;
            pieces.release();
            workers.wake();
            awaitDone(1);
            workers.awaitRest(PATIENCE);

            assertEquals(2, log.lines().size(), log.lines()::toString);
            assertTrue(log.lines().get(0).contains("WARNING") && log.lines().get(0).contains("a fault"), log.lines()::toString);
            assertTrue(log.lines().get(1).contains("Deliveries continue"), log.lines()::toString);
        }
    }

    @Test
    void goesOnWithALaterCallWhereNoThreadWasFree() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        DrainWorkers refused = new DrainWorkers(task -> {
            if (asked.incrementAndGet() == 1) {
                throw new RejectedExecutionException();
            }
            threads.execute(task);
        }, timer, Clock.systemUTC(), new DrainWorkers.Work() {
            @Override
            public int parallel() {
                return 1;
            }

            @Override
            public boolean step() {
                return takeOne();
            }

            @Override
            public Optional<Instant> next() {
                return Optional.empty();
            }
        });
        pieces.release();

        refused.wake();
        refused.wake();

        awaitDone(1);
        refused.close();
    }

    @Test
    void beginsNothingOnceItIsClosed() throws Exception {
        next = Optional.of(Instant.now().plusMillis(1));
        workers.close();
        pieces.release();

        workers.wake();

        workers.awaitRest(PATIENCE);
        assertFalse(workers.isWanted());
        assertEquals(1, pieces.availablePermits());
    }

    @Test
    void waitsNoLongerThanItIsToldForWorkThatHangs() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        step = () -> {
            begun.countDown();
            await(never);
            return false;
        };
        workers.wake();
        await(begun);

        workers.awaitRest(Duration.ofMillis(1));

        assertEquals(1, never.getCount());
        never.countDown();
    }
}
