package dev.talaria.boot;

import dev.talaria.api.http.reply.InnerThread;
import dev.talaria.boot.thread.LastingTimer;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Creates the threads of one server: named, bounded, and with the application's class loader, which service look-ups need. */
final class Threads {
    /** In earlier releases a virtual thread that waits inside {@code synchronized} pins its carrier. */
    private static final int FIRST_GOOD_VIRTUAL_RELEASE = 24;
    private static final int MAX_TURN_THREADS = 10_000;
    private static final int MAX_REMOTE_RECALLS = 64;
    private static final int MIN_RECALLS = 32;
    private static final int MIN_REQUESTS = 64;
    /** Each check runs at most once at a time. */
    private static final int MAX_CHECKS = 8;
    private static final int MAX_INDEXERS = 2;
    private static final int MIN_CALLBACKS = 8;
    private static final int MAX_MEMORY_CALLS = 64;
    private static final int MAX_WAITING_MEMORY_CALLS = 512;
    private static final int MAX_MCP_THREADS = 256;
    private static final int IDLE_SECONDS = 30;

    private static final class Inner extends Thread implements InnerThread {
        private Inner(Runnable work, String name) {
            super(work, name);
        }
    }

    private Threads() {
    }

    /**
     * One timer thread for all. One-off tasks are handed to other threads, so that nothing that follows from them, least of all a reply to
     * a client, delays other tasks. Periodic tasks run here and must be quick.
     */
    private static final class DispatchingTimer extends LastingTimer {
        private final Executor threads;

        /** @param threads rejects nothing before it is shut down; rejected tasks run here */
        DispatchingTimer(ThreadFactory own, Executor threads) {
            super(1, own);
            this.threads = Objects.requireNonNull(threads);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            Objects.requireNonNull(task);
            return super.schedule(() -> handOver(task), delay, unit);
        }

        /** A lambda may be inferred as a callable; its future completes, with null, when it was handed over. */
        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
            Objects.requireNonNull(task);
            return super.schedule(() -> {
                handOver(() -> call(task));
                return null;
            }, delay, unit);
        }

        private static void call(Callable<?> task) {
            try {
                task.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private void handOver(Runnable task) {
            try {
                threads.execute(task);
            } catch (RejectedExecutionException e) {
                task.run();
            }
        }
    }

    static ThreadFactory named(String name) {
        return new NamedThreads("talaria-" + name + "-");
    }

    /** Starts one thread a turn, without a queue; bounded by {@link #MAX_TURN_THREADS}, above the cap of concurrent runs. */
    static ExecutorService turns() {
        if (Runtime.version().feature() >= FIRST_GOOD_VIRTUAL_RELEASE) {
            return virtual();
        }
        // A turn releases its slot before it shows its end, so there may be more threads than slots for a moment.
        return new ThreadPoolExecutor(0, MAX_TURN_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named("turn"));
    }

    /** For requests whose body came late. Many threads, because they may wait for the database; rejects what exceeds its queue. */
    static ExecutorService requests() {
        return bounded("request", Math.max(MIN_REQUESTS, Runtime.getRuntime().availableProcessors() * 4));
    }

    /** For reading journals, and retention. */
    static ExecutorService readers() {
        return few("read");
    }

    /**
     * For recall. Many threads even if memory is local: some may wait for a large scope to be read, and must not delay the others.
     *
     * @param remote whether its threads wait for another server rather than compute
     */
    static ExecutorService recall(boolean remote) {
        return bounded("recall", remote ? MAX_REMOTE_RECALLS : Math.max(MIN_RECALLS, Runtime.getRuntime().availableProcessors() * 2));
    }

    /** For reading large scopes in the background, and warming memory up. */
    static ExecutorService indexing() {
        return bounded("index", MAX_INDEXERS);
    }

    /** For callbacks after a commit. Its queue holds no more than waiting callers and rejects none: each must be completed. */
    static ExecutorService callbacks() {
        return neverRefusing("committed");
    }

    /** For MCP servers: attempts to connect, and three threads for each process. Does not queue. */
    static ExecutorService mcp() {
        return new ThreadPoolExecutor(0, MAX_MCP_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named("mcp"));
    }

    /** For exports of memory. */
    static ExecutorService exports() {
        return few("export");
    }

    /** For calls of the memory API, which may wait long for another server. Rejects what exceeds its queue. */
    static ExecutorService memoryCalls() {
        return pool("memory", MAX_MEMORY_CALLS, new LinkedBlockingQueue<>(MAX_WAITING_MEMORY_CALLS));
    }

    /** For health checks, which must work while everything else is busy. */
    static ExecutorService checks() {
        return bounded("health", MAX_CHECKS);
    }

    /** One for each parallel delivery. */
    static ExecutorService deliveries(int most) {
        return bounded("delivery", most);
    }

    /** For facts and summaries, one for each call of the model and one that looks for idle sessions. */
    static ExecutorService drawing(int calls) {
        return bounded("facts", calls + 1);
    }

    /** For the vectors of queries. */
    static ExecutorService queries() {
        return few("query");
    }

    /** One thread that computes the vectors of stored passages. */
    static ExecutorService embedding() {
        return Executors.newSingleThreadExecutor(named("embed"));
    }

    /** Few threads and a short queue: what would wait longer is late anyway. */
    private static ExecutorService few(String name) {
        return bounded(name, Math.max(4, Runtime.getRuntime().availableProcessors() * 2));
    }

    private static ExecutorService bounded(String name, int threads) {
        return pool(name, threads, new LinkedBlockingQueue<>(1_000));
    }

    /** The submitters bound what may wait there. */
    private static ExecutorService neverRefusing(String name) {
        return pool(name, Math.max(MIN_CALLBACKS, Runtime.getRuntime().availableProcessors() * 2), new LinkedBlockingQueue<>());
    }

    private static ExecutorService pool(String name, int threads, BlockingQueue<Runnable> queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, queue, named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** For threads that many depend on, which must not write replies. */
    static ThreadFactory inner(String name) {
        return new NamedThreads("talaria-" + name + "-", Inner::new);
    }

    /** For replies that have no other thread. Its queue holds at most one task for each reply. */
    static ExecutorService replies() {
        return neverRefusing("reply");
    }

    /** @param threads run one-off tasks; periodic ones must be quick and must not write replies */
    static ScheduledExecutorService timer(Executor threads) {
        return new DispatchingTimer(inner("timer"), threads);
    }

    /** One thread that stores events and notifies their readers. */
    static ScheduledExecutorService journal() {
        return scheduler("journal");
    }

    /** One thread for the running backup. */
    static ExecutorService backup() {
        return pool("backup", 1, new LinkedBlockingQueue<>(1));
    }

    /** One thread that writes the access log. */
    static ScheduledExecutorService accessLog() {
        return scheduler("access-log");
    }

    /** For checks of the database, one of which may hang. */
    static ScheduledExecutorService watch() {
        return scheduler("watch", 2);
    }

    /** As many threads as may read the database file at once, for virtual threads. Only turns wait there, which are bounded themselves. */
    static ExecutorService databaseReads(int most) {
        return pool("database", most, new LinkedBlockingQueue<>(MAX_TURN_THREADS));
    }

    /** One thread that maintains the database's files. */
    static ScheduledExecutorService upkeep() {
        return scheduler("upkeep");
    }

    private static ScheduledExecutorService scheduler(String name) {
        return scheduler(name, 1);
    }

    private static ScheduledExecutorService scheduler(String name, int threads) {
        return new LastingTimer(threads, inner(name));
    }

    /** Reflective, because the API is newer than the byte code. */
    private static ExecutorService virtual() {
        ClassLoader loader = Threads.class.getClassLoader();
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
            type.getMethod("name", String.class, long.class).invoke(builder, "talaria-turn-", 1L);
            ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(builder);
            ThreadFactory withLoader = work -> {
                Thread thread = factory.newThread(work);
                thread.setContextClassLoader(loader);
                return thread;
            };
            return (ExecutorService) Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class).invoke(null, withLoader);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | ClassNotFoundException e) {
            throw new IllegalStateException("this Java release has no virtual threads", e);
        }
    }
}
