package dev.talaria.boot;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * Creates daemon threads with numbered names and the application's class loader, and can wait for their end: a pool counts as terminated a
 * moment before its last thread ends, and a server that finds that thread reports a leak. Safe for many threads.
 */
final class NamedThreads implements ThreadFactory {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String name;
    private final BiFunction<Runnable, String, Thread> kind;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<Thread> begun = ConcurrentHashMap.newKeySet();

    NamedThreads(String name) {
        this(name, Thread::new);
    }

    /** @param kind creates a thread from its work and name */
    NamedThreads(String name, BiFunction<Runnable, String, Thread> kind) {
        this.name = name;
        this.kind = kind;
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = kind.apply(work, name + count.incrementAndGet());
        thread.setDaemon(true);
        thread.setContextClassLoader(NamedThreads.class.getClassLoader());
        begun.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
        begun.add(thread);
        return thread;
    }

    /** Waits for threads that have no more work; at most a second each. */
    void join() throws InterruptedException {
        for (Thread thread : begun) {
            thread.join(PATIENCE.toMillis());
        }
    }
}
