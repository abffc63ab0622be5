package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LONG = Duration.ofDays(1);

    private final Database database = TestDatabase.sqlite();
    private final GroupCommit writer = TestDatabase.writer(database);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(TestDatabase.daemons());

    @AfterEach
    void stop() {
        timer.shutdownNow();
        writer.close();
        database.close();
    }

    @Test
    void goesOnSliceBySliceUntilNothingIsLeft() throws InterruptedException {
        List<Integer> slices = new CopyOnWriteArrayList<>(List.of(2, 2, 1));
        CountDownLatch done = new CountDownLatch(3);
        List<Instant> limits = new CopyOnWriteArrayList<>();

        retention(2).keep("things", Duration.ofDays(30), (before, most, deleted) -> handle -> {
            limits.add(before);
            deleted.accept(slices.remove(0));
            done.countDown();
        });

        assertTrue(done.await(20, TimeUnit.SECONDS));
        assertEquals(List.of(NOW.minus(Duration.ofDays(30)), NOW.minus(Duration.ofDays(30)), NOW.minus(Duration.ofDays(30))), limits);
        assertEquals(List.of(), slices);
    }

    @Test
    void aSliceThatFailsIsTriedAgain() throws InterruptedException {
        CountDownLatch tries = new CountDownLatch(4);

        new Retention(writer, timer, Clock.fixed(NOW, ZoneOffset.UTC),
                new Retention.Pace(1, LONG, 0, Duration.ofMillis(1), Duration.ofMillis(1)))
                .keep("things", LONG, (before, most, deleted) -> handle -> {
                    tries.countDown();
                    throw new IllegalStateException("broken");
                });

        assertTrue(tries.await(20, TimeUnit.SECONDS));
    }

    @Test
    void aSliceIsAsLargeAsFitsIntoItsTime() {
        Retention.Pace pace = new Retention.Pace(1_000, Duration.ofMillis(10), 4, Duration.ofMillis(1), LONG);

        assertEquals(40, Retention.size(20, Duration.ofMillis(1).toNanos(), pace.slice().toNanos(), pace), "no more than twice the last");
        assertEquals(30, Retention.size(20, Duration.ofNanos(6_666_666).toNanos(), pace.slice().toNanos(), pace));
        assertEquals(2, Retention.size(20, Duration.ofMillis(100).toNanos(), pace.slice().toNanos(), pace));
        assertEquals(1, Retention.size(1, Duration.ofSeconds(5).toNanos(), pace.slice().toNanos(), pace));
        assertEquals(1_000, Retention.size(900, 1, pace.slice().toNanos(), pace));
        assertEquals(60, Retention.size(30, Duration.ofMillis(5).toNanos(), Duration.ofMillis(30).toNanos(), pace), "where all wait");
    }

    @Test
    void zeroKeepsForEver() throws InterruptedException {
        CountDownLatch other = new CountDownLatch(1);
        List<String> called = new CopyOnWriteArrayList<>();
        Retention retention = retention(1);

        retention.keep("kept", Duration.ZERO, (before, most, deleted) -> handle -> called.add("kept"));
        retention.keep("things", LONG, (before, most, deleted) -> handle -> other.countDown());

        assertTrue(other.await(20, TimeUnit.SECONDS));
        assertEquals(List.of(), called);
    }

    @Test
    void closedItBeginsNothingAndComplainsOfNothing() throws Exception {
        List<String> called = new CopyOnWriteArrayList<>();
        try (LogLines log = LogLines.of(Retention.class)) {
            Retention retention = retention(1);
            retention.keep("things", LONG, (before, most, deleted) -> {
                called.add("things");
                return handle -> { };
            });

            retention.close();
            writer.close();
            timer.schedule(() -> { }, 20, TimeUnit.MILLISECONDS).get(20, TimeUnit.SECONDS);

            assertEquals(List.of(), log.lines());
        }
        assertTrue(called.size() <= 1, called::toString);
    }

    private Retention retention(int most) {
        return new Retention(writer, timer, Clock.fixed(NOW, ZoneOffset.UTC),
                new Retention.Pace(most, LONG, 0, Duration.ofMillis(1), LONG));
    }
}
