package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LastingTimerTest {
    @Test
    void aPeriodicTaskOutlivesTheErrorsOfItsRounds() throws InterruptedException {
        CountDownLatch rounds = new CountDownLatch(6);
        ScheduledExecutorService timer = Threads.timer(Runnable::run);
        try {
            timer.scheduleWithFixedDelay(() -> failing(rounds), 0, 1, TimeUnit.MILLISECONDS);
            timer.scheduleAtFixedRate(() -> failing(rounds), 0, 1, TimeUnit.MILLISECONDS);

            assertTrue(rounds.await(20, TimeUnit.SECONDS));
        } finally {
            timer.shutdownNow();
        }
    }

    private static void failing(CountDownLatch rounds) {
        rounds.countDown();
        throw new OutOfMemoryError("as if");
    }
}
