package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    @Test
    void turnsThatEndTogetherMayEachStartTheNext() throws Exception {
        ExecutorService turns = Threads.turns();
        CyclicBarrier allAtTheirEnd = new CyclicBarrier(3);
        CountDownLatch next = new CountDownLatch(3);
        try {
            for (int i = 0; i < 3; i++) {
                turns.execute(() -> {
                    try {
                        allAtTheirEnd.await(20, TimeUnit.SECONDS);
                        turns.execute(next::countDown);
                        next.await(20, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
            }

            assertTrue(next.await(20, TimeUnit.SECONDS));
        } finally {
            turns.shutdown();
        }
    }

    @Test
    void threadsSeeTheApplicationsClasses() throws Exception {
        ExecutorService turns = Threads.turns();
        AtomicReference<ClassLoader> loader = new AtomicReference<>();
        try {
            Future<?> done = turns.submit(() -> loader.set(Thread.currentThread().getContextClassLoader()));
            done.get(20, TimeUnit.SECONDS);
        } finally {
            turns.shutdown();
        }

        assertSame(Threads.class.getClassLoader(), loader.get());
    }
}
