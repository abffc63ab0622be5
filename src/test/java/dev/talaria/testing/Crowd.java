package dev.talaria.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads that begin together, for races. */
public final class Crowd {
    private static final int DEADLINE_SECONDS = 30;

    private Crowd() {
    }

    /** Runs them all at once, each on a thread of its own, and waits for their results in order; fails where one fails. */
    public static <T> List<T> all(List<? extends Callable<T>> members) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(members.size());
        CountDownLatch start = new CountDownLatch(members.size());
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> member : members) {
                futures.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    return member.call();
                }));
            }
            return results(futures);
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> List<T> results(List<Future<T>> futures) throws InterruptedException, ExecutionException, TimeoutException {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        }
        return results;
    }

    /** Gives other threads a chance to come in between, or not. */
    public static void dawdle() {
        for (int i = ThreadLocalRandom.current().nextInt(4); i > 0; i--) {
            Thread.yield();
        }
    }
}
