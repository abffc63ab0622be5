package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.run.Run;
import dev.talaria.testing.Scopes;
import dev.talaria.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeLimiterTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ExecutorService threads = Executors.newCachedThreadPool(TestDatabase.daemons());
    private final TimeLimiter limiter = new TimeLimiter(threads, 1);
    private final Run run = Scopes.run();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    @Test
    void givesWhatTheWorkBringsAndThrowsWhatItThrows() throws Exception {
        assertEquals("done", limiter.call(run, in(LONG), () -> "done"));
        assertThrows(IOException.class, () -> limiter.call(run, in(LONG), () -> {
            throw new IOException("broken");
        }));
        assertThrows(NoClassDefFoundError.class, () -> limiter.call(run, in(LONG), () -> {
            throw new NoClassDefFoundError("broken");
        }));
    }

    @Test
    void beginsNothingInARunThatIsCancelled() {
        run.cancellation().cancel(Reason.STOPPED);

        assertThrows(CancellationException.class, () -> limiter.call(run, in(LONG), () -> {
            throw new AssertionError("begun");
        }));
    }

    @Test
    void doesTheWorkItselfWhereThereIsNoThread() throws Exception {
        TimeLimiter alone = new TimeLimiter(work -> {
            throw new RejectedExecutionException("no thread");
        });

        assertEquals(Thread.currentThread(), alone.call(run, in(LONG), Thread::currentThread));
    }

    @Test
    void beginsNothingMoreWhileTooMuchHangs() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        assertThrows(CancellationException.class, () -> limiter.call(run, in(LONG), () -> {
            run.cancellation().cancel(Reason.STOPPED);
            open.await();
            return "late";
        }));

        ApiException refused = assertThrows(ApiException.class, () -> limiter.call(Scopes.run(), in(LONG), () -> "done"));
        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refused.code());

        open.countDown();
        awaitDone(Scopes.run());
    }

    private void awaitDone(Run other) throws Exception {
        long end = in(Duration.ofSeconds(20));
        while (System.nanoTime() < end) {
            try {
                assertEquals("done", limiter.call(other, in(LONG), () -> "done"));
                return;
            } catch (ApiException e) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("what hung has ended, and still counts");
    }
}
