package dev.talaria.store;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one writer of this process. It takes what waits, runs all of it in one transaction, commits, and only then tells each
 * caller; it never lingers for more, which would slow down everybody. Where one write of a group fails, the group is rolled
 * back and each runs alone, so that only the faulty one's caller hears of it. Callers hear of it on an executor: nothing that one of them
 * does with the news can hold up the next commit.
 * Safe for many threads; nothing in {@link #submit} blocks.
 */
public final class GroupCommit implements AutoCloseable {
    private static final int MOST_ATTEMPTS = 3;
    /** Longer than any statement may take. */
    private static final Duration COMMIT = Duration.ofSeconds(20);

    /**
     * @param queue    how many writes may wait; one more is refused
     * @param group    how many writes share a transaction at the most
     * @param patience how long a write may wait for its turn; after that it is not tried any more
     * @param drain    how long {@link GroupCommit#close} waits for what was accepted
     */
    public record Bounds(int queue, int group, Duration patience, Duration drain) {
        public static final Bounds USUAL = new Bounds(4_096, 256, Duration.ofSeconds(15), Duration.ofSeconds(10));
    }

    private record Pending(Write write, Instant deadline, CompletableFuture<Void> done) {
    }

    private final Database database;
    private final Executor callbacks;
    private final Clock clock;
    private final Bounds bounds;
    private final Thread writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private boolean closed;

    private GroupCommit(Database database, ThreadFactory threads, Executor callbacks, Clock clock, Bounds bounds) {
        this.database = Objects.requireNonNull(database);
        this.callbacks = Objects.requireNonNull(callbacks);
        this.clock = Objects.requireNonNull(clock);
        this.bounds = Objects.requireNonNull(bounds);
        this.writer = threads.newThread(this::run);
    }

    /**
     * Starts the writer on one thread of the factory.
     *
     * @param callbacks completes what {@link #submit} returns. It should refuse nothing before it is shut down: what it refuses is
     *                  completed on the writer thread. The caller closes it, after this
     */
    public static GroupCommit start(Database database, ThreadFactory threads, Executor callbacks, Clock clock, Bounds bounds) {
        GroupCommit commit = new GroupCommit(database, threads, callbacks, clock, bounds);
        commit.writer.start();
        return commit;
    }

    /**
     * Hands over a part of a transaction. The future completes once it is durable; it fails with {@code database_unavailable}
     * where the queue is full, the wait was too long, the writer is closed or the database cannot be reached, in which last case
     * the write may have been committed all the same; else with what the write threw.
     * Callbacks run on the executor, or on this thread where the write was refused at once; in no order among several writes.
     */
    public CompletableFuture<Void> submit(Write write) {
        CompletableFuture<Void> raw = submitRaw(write);
        if (raw.isDone()) {
            return raw;
        }
        CompletableFuture<Void> told = new CompletableFuture<>();
        raw.whenComplete((done, failure) -> tell(told, failure));
        return told;
    }

    private void tell(CompletableFuture<Void> told, Throwable failure) {
        Runnable complete = failure == null ? () -> told.complete(null) : () -> told.completeExceptionally(failure);
        try {
            callbacks.execute(complete);
        } catch (RejectedExecutionException e) {
            complete.run();
        }
    }

    /** As {@link #submit}, but callbacks run on the writer thread, between two commits: for waiting alone. */
    CompletableFuture<Void> submitRaw(Write write) {
        Pending pending = new Pending(Objects.requireNonNull(write), clock.instant().plus(bounds.patience()), new CompletableFuture<>());
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(refused("The database is being closed"));
            }
            if (waiting.size() >= bounds.queue()) {
                return CompletableFuture.failedFuture(refused("Too many writes are waiting for the database"));
            }
            waiting.add(pending);
            arrived.signal();
            return pending.done();
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #submit}, but returns once it is durable, within some seconds. Not for the writer thread. A thread that is interrupted,
     * as a stopping server does, still learns whether it is.
     *
     * @throws RuntimeException what the write threw, or {@code database_unavailable}
     */
    public void commit(Write write) {
        await(submitRaw(write));
    }

    /** What {@link #commit} does once it has handed the write over. */
    public static void await(CompletableFuture<Void> committed) {
        long deadline = System.nanoTime() + COMMIT.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    committed.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw DatabaseFault.unavailable("The database did not answer in time", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        for (List<Pending> group = take(); !group.isEmpty(); group = take()) {
            commit(group);
        }
    }

    /** Blocks until something waits; empty once closed and drained. */
    private List<Pending> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrived.awaitUninterruptibly();
            }
            List<Pending> group = new ArrayList<>();
            while (!waiting.isEmpty() && group.size() < bounds.group()) {
                group.add(waiting.poll());
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void commit(List<Pending> taken) {
        List<Pending> group = withoutLate(taken);
        if (group.isEmpty()) {
            return;
        }
        Throwable failure = attempt(group);
        if (failure == null) {
            group.forEach(pending -> pending.done().complete(null));
        } else if (isUnavailable(failure)) {
            group.forEach(pending -> pending.done().completeExceptionally(failure));
        } else {
            commitAlone(group);
        }
    }

    private List<Pending> withoutLate(List<Pending> taken) {
        Instant now = clock.instant();
        List<Pending> inTime = new ArrayList<>(taken.size());
        for (Pending pending : taken) {
            if (pending.deadline().isBefore(now)) {
                pending.done().completeExceptionally(refused("The write waited too long for the database"));
            } else {
                inTime.add(pending);
            }
        }
        return inTime;
    }

    private void commitAlone(List<Pending> group) {
        Throwable gone = null;
        for (Pending pending : group) {
            Throwable failure = gone == null ? attemptAlone(pending) : gone;
            if (failure == null) {
                pending.done().complete(null);
            } else {
                gone = isUnavailable(failure) ? failure : null;
                pending.done().completeExceptionally(failure);
            }
        }
    }

    private Throwable attemptAlone(Pending pending) {
        Throwable failure = attempt(List.of(pending));
        for (int i = 1; i < MOST_ATTEMPTS && failure != null && DatabaseFault.isConflict(failure); i++) {
            failure = attempt(List.of(pending));
        }
        return failure;
    }

    /** What went wrong; null where the group is committed. Errors count too: the writer thread must survive every write. */
    private Throwable attempt(List<Pending> group) {
        try {
            database.transact(handle -> {
                if (group.size() > 1) {
                    RowGroups.gather(handle);
                }
                group.forEach(pending -> pending.write().apply(handle));
                RowGroups.insert(handle);
            });
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof ApiException api && api.code() == ErrorCode.DATABASE_UNAVAILABLE;
    }

    private static ApiException refused(String message) {
        return DatabaseFault.unavailable(message, null);
    }

    /**
     * Refuses new writes, commits what was accepted, and fails what the bound leaves over.
     * The thread is not interrupted: what it has begun is committed or fails by itself.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        try {
            TimeUnit.MILLISECONDS.timedJoin(writer, Math.max(1, bounds.drain().toMillis()));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        leftOver().forEach(pending -> pending.done().completeExceptionally(refused("The database was closed before this write")));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Pending> leftOver() {
        lock.lock();
        try {
            List<Pending> rest = List.copyOf(waiting);
            waiting.clear();
            return rest;
        } finally {
            lock.unlock();
        }
    }
}
