package dev.talaria.store;

import dev.talaria.error.ApiException;
import dev.talaria.metric.Meters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one writer of this process. It runs all waiting writes in one transaction, commits, and only then completes their futures; it never
 * waits for more writes, which would delay the ones it has. A write that fails is rolled back alone, and only its caller sees the failure.
 * During an outage writes wait in order, each for as long as its patience lasts. If the connection is lost during a commit, the writer
 * finds out whether the transaction was committed before it completes anything. Futures complete on an executor, so that no callback delays
 * the next commit. Safe for many threads; {@link #submit} never blocks.
 */
public final class GroupCommit implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GroupCommit.class.getName());
    private static final int MAX_ATTEMPTS = 3;
    /** How many groups use savepoints from the start after a write has failed its group. */
    private static final int WARY_GROUPS = 32;
    /** Longer than a write waits and any statement takes. */
    private static final Duration COMMIT = Duration.ofSeconds(40);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(1);
    /** How long a write waits that arrives during a long outage, whose end it has little hope to see. */
    private static final Duration BRIEFLY = Duration.ofSeconds(1);

    /**
     * @param queue    how many writes may wait; further ones are rejected
     * @param group    maximum number of writes in a transaction
     * @param patience how long a write may wait for its turn and for the database before it fails
     * @param drain    how long {@link GroupCommit#close} waits for accepted writes
     * @param lasting  how long a write of {@link GroupCommit#submitLasting} may wait; these have their own queue of the same size
     */
    public record Bounds(int queue, int group, Duration patience, Duration drain, Duration lasting) {
        public static final Bounds DEFAULT =
                new Bounds(4_096, 256, Duration.ofSeconds(12), Duration.ofSeconds(10), Duration.ofMinutes(15));

        public Bounds(int queue, int group, Duration patience, Duration drain) {
            this(queue, group, patience, drain, DEFAULT.lasting());
        }
    }

    private final Database database;
    private final DatabaseCondition condition;
    private final GroupTransaction transaction;
    private final Executor callbacks;
    private final Clock clock;
    private final Bounds bounds;
    private final CommitMeters meters;
    private final Thread writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<QueuedWrite> waiting = new ArrayDeque<>();
    private int lastingOnes;
    private boolean closed;
    private volatile boolean givenUp;
    private int wary;

    private GroupCommit(Database database, ThreadFactory threads, Executor callbacks, Clock clock, Bounds bounds, Meters meters) {
        this.database = Objects.requireNonNull(database);
        this.condition = database.condition();
        this.transaction = new GroupTransaction(database.writing());
        this.callbacks = Objects.requireNonNull(callbacks);
        this.clock = Objects.requireNonNull(clock);
        this.bounds = Objects.requireNonNull(bounds);
        this.meters = CommitMeters.of(meters, this::waiting, condition);
        this.writer = threads.newThread(this::run);
    }

    /**
     * Starts the writer on one thread of the factory.
     *
     * @param callbacks completes the futures of {@link #submit}. It should reject no task before it is shut down: rejected ones are
     * completed on the writer thread. The caller closes it, after this
     */
    public static GroupCommit start(Database database, ThreadFactory threads, Executor callbacks, Clock clock, Bounds bounds) {
        return start(database, threads, callbacks, clock, bounds, Meters.NONE);
    }

    /** As {@link #start(Database, ThreadFactory, Executor, Clock, Bounds)}, with its groups counted. */
    public static GroupCommit start(Database database, ThreadFactory threads, Executor callbacks, Clock clock, Bounds bounds,
                                    Meters meters) {
        GroupCommit commit = new GroupCommit(database, threads, callbacks, clock, bounds, meters);
        commit.writer.start();
        return commit;
    }

    /**
     * Submits a part of a transaction. The future completes once it is durable. It fails with what the write threw, or with
     * {@code database_unavailable} if the queue is full, the writer is closed or the outage outlasted the patience: then the write was not
     * committed and will not be, unless {@link #isUnknown} says otherwise. Callbacks run on the executor, or on this thread if the write
     * was rejected at once; in no order among several writes.
     */
    public CompletableFuture<Void> submit(Write write) {
        return begin(write).told();
    }

    /** As {@link #submit}, for writes that must succeed in the end: they wait out an outage of many minutes. Writes keep their order. */
    public CompletableFuture<Void> submitLasting(Write write) {
        return beginLasting(write).told();
    }

    /** As {@link #submit}, for callers that may block on it. */
    public PendingWrite begin(Write write) {
        return new PendingWrite(submitRaw(write), callbacks);
    }

    /** As {@link #submitLasting}, for callers that may block on it. */
    public PendingWrite beginLasting(Write write) {
        return new PendingWrite(enter(new QueuedWrite(write, clock.instant().plus(bounds.lasting()), true)), callbacks);
    }

    /** As {@link #submit}, but callbacks run on the writer thread, between two commits; only for waiting. */
    CompletableFuture<Void> submitRaw(Write write) {
        Duration patience = condition.isAwayFor(bounds.patience()) ? BRIEFLY : bounds.patience();
        return enter(new QueuedWrite(write, clock.instant().plus(patience), false));
    }

    private CompletableFuture<Void> enter(QueuedWrite pending) {
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(refused("The database is being closed"));
            }
            if ((pending.lasting ? lastingOnes : waiting.size() - lastingOnes) >= bounds.queue()) {
                return CompletableFuture.failedFuture(refused("Too many writes are waiting for the database"));
            }
            waiting.add(pending);
            lastingOnes += pending.lasting ? 1 : 0;
            arrived.signal();
            return pending.done;
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #submit}, but returns once the write is durable, within some seconds. Not for the writer thread. An interrupt, as by a
     * stopping server, does not end the wait.
     *
     * @throws RuntimeException what the write threw, or {@code database_unavailable}
     */
    public void commit(Write write) {
        await(submitRaw(write));
    }

    /** Waits for a submitted write, as {@link #commit} does. */
    public static void await(CompletableFuture<Void> committed) {
        if (!await(committed, COMMIT)) {
            throw DatabaseFault.unknown(new TimeoutException());
        }
    }

    /**
     * Waits this long for a write, regardless of interrupts.
     *
     * @return false if its outcome is not known yet
     * @throws RuntimeException why it was not committed, as of {@link #commit}
     */
    public static boolean await(CompletableFuture<Void> committed, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    committed.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
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
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns whether a write that failed with this may have been committed all the same. */
    public static boolean isUnknown(Throwable failure) {
        return DatabaseFault.isUnknown(failure);
    }

    /** Returns whether the database was unavailable, so that a retry may succeed later. */
    public static boolean isUnavailable(Throwable failure) {
        return DatabaseFault.isUnavailable(failure);
    }

    /** Returns the level at which to log a failed write: {@link DatabaseCondition} logs an outage once. */
    public static System.Logger.Level level(Throwable failure) {
        return DatabaseFault.level(failure);
    }

    private int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Fails the writes whose patience is over, for times when the writer thread hangs in the database. */
    void expire() {
        List<QueuedWrite> late = new ArrayList<>();
        Instant now = clock.instant();
        lock.lock();
        try {
            for (Iterator<QueuedWrite> all = waiting.iterator(); all.hasNext();) {
                QueuedWrite pending = all.next();
                if (pending.deadline.isBefore(now)) {
                    late.add(pending);
                    lastingOnes -= pending.lasting ? 1 : 0;
                    all.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        late.forEach(pending -> pending.done.completeExceptionally(tooLate(null)));
    }

    private void run() {
        for (List<QueuedWrite> group = take(); !group.isEmpty(); group = take()) {
            long begun = System.nanoTime();
            try {
                commit(group);
            } catch (RuntimeException | Error e) {
                broke(group, e);
            }
            meters.group(begun, group.size(), group.stream().filter(pending -> pending.done.isCompletedExceptionally()).count());
        }
    }

    private static void broke(List<QueuedWrite> group, Throwable fault) {
        Throwable unknown = DatabaseFault.unknown(fault);
        group.forEach(pending -> pending.done.completeExceptionally(unknown));
        LOG.log(System.Logger.Level.ERROR, "A group of writes failed", fault);
    }

    /** Blocks until a write waits; empty once closed and drained. */
    private List<QueuedWrite> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrived.awaitUninterruptibly();
            }
            List<QueuedWrite> group = new ArrayList<>();
            while (!waiting.isEmpty() && group.size() < bounds.group()) {
                QueuedWrite next = waiting.poll();
                lastingOnes -= next.lasting ? 1 : 0;
                group.add(next);
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Retries the group until none of it is left; the deadlines of its writes bound that. */
    private void commit(List<QueuedWrite> taken) {
        List<QueuedWrite> group = new ArrayList<>(taken);
        boolean guarded = wary > 0;
        Duration pause = FIRST_PAUSE;
        failLate(group, null);
        while (!group.isEmpty()) {
            if (isAway()) {
                rest(MAX_PAUSE);
                failLate(group, null);
                continue;
            }
            GroupTransaction.Result result =
                    transaction.run(group.stream().map(pending -> pending.write).toList(), guarded && group.size() > 1);
            if (result instanceof GroupTransaction.Committed committed) {
                settle(group, committed.refused());
            } else if (result instanceof GroupTransaction.Spoilt spoilt) {
                guarded = true;
                spoilt(group, spoilt);
            } else if (result instanceof GroupTransaction.Unknown unknown) {
                find(group, unknown);
            } else if (result instanceof GroupTransaction.Lost lost) {
                lost(group, lost);
                pause = pause(group, pause);
            }
        }
    }

    private void settle(List<QueuedWrite> group, List<Throwable> refused) {
        condition.stores();
        List<QueuedWrite> again = new ArrayList<>();
        boolean failed = false;
        for (int i = 0; i < group.size(); i++) {
            QueuedWrite pending = group.get(i);
            Throwable failure = refused.get(i);
            failed |= failure != null;
            if (failure == null) {
                pending.done.complete(null);
            } else if (mayTryAgain(pending, failure)) {
                again.add(pending);
            } else {
                fail(pending, failure);
            }
        }
        wary = failed ? WARY_GROUPS : Math.max(0, wary - 1);
        group.clear();
        again.forEach(pending -> commit(List.of(pending)));
    }

    /** A write that conflicted with another server's is retried alone. */
    private static boolean mayTryAgain(QueuedWrite pending, Throwable failure) {
        return DatabaseFault.kind(failure) == DatabaseFault.Kind.CONFLICT && ++pending.conflicts < MAX_ATTEMPTS;
    }

    /** Retries the group with savepoints, without a write that would time out again. */
    private void spoilt(List<QueuedWrite> group, GroupTransaction.Spoilt spoilt) {
        wary = WARY_GROUPS;
        if (spoilt.place() >= 0) {
            QueuedWrite culprit = group.get(spoilt.place());
            boolean late = DatabaseFault.kind(spoilt.failure()) == DatabaseFault.Kind.LATE;
            if (late || group.size() == 1 && !mayTryAgain(culprit, spoilt.failure())) {
                group.remove(culprit);
                fail(culprit, spoilt.failure());
            }
        }
        failLate(group, spoilt.failure());
    }

    private void lost(List<QueuedWrite> group, GroupTransaction.Lost lost) {
        DatabaseFault.Kind kind = DatabaseFault.kind(lost.failure());
        if (kind == DatabaseFault.Kind.STORAGE) {
            condition.takesNothing(lost.failure());
        } else {
            condition.suspect();
        }
        if (lost.place() >= 0 && kind != DatabaseFault.Kind.STORAGE) {
            QueuedWrite culprit = group.get(lost.place());
            if (kind == DatabaseFault.Kind.LATE_AND_LOST || ++culprit.losses >= MAX_ATTEMPTS) {
                group.remove(culprit);
                fail(culprit, lost.failure());
            }
        }
        failLate(group, lost.failure());
    }

    private Duration pause(List<QueuedWrite> group, Duration pause) {
        if (group.isEmpty()) {
            return pause;
        }
        rest(pause);
        failLate(group, null);
        Duration longer = pause.multipliedBy(2);
        return longer.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : longer;
    }

    /** During an outage no connection is requested, which would take seconds to fail. */
    private boolean isAway() {
        return condition.state() == DatabaseCondition.State.UNREACHABLE;
    }

    /** Pauses between two attempts; nothing interrupts the thread. Returns at once when an outage ends. */
    private void rest(Duration pause) {
        expire();
        try {
            condition.pause(pause);
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The writer was interrupted", e);
        }
    }

    /** Asks until the outcome of a transaction is known. Completes what was committed; the rest of the group is retried. */
    private void find(List<QueuedWrite> group, GroupTransaction.Unknown unknown) {
        Duration pause = FIRST_PAUSE;
        while (!group.isEmpty()) {
            TransactionName.Outcome outcome = outcome(unknown.name());
            if (outcome == TransactionName.Outcome.COMMITTED) {
                settle(group, unknown.refused());
                return;
            }
            if (outcome == TransactionName.Outcome.ROLLED_BACK) {
                failLate(group, unknown.failure());
                return;
            }
            Instant now = clock.instant();
            boolean hopeless = outcome == TransactionName.Outcome.UNKNOWN || givenUp || database.isClosed();
            group.removeIf(pending -> (hopeless || pending.deadline.isBefore(now))
                    && pending.done.completeExceptionally(DatabaseFault.unknown(unknown.failure())));
            if (!group.isEmpty()) {
                rest(pause);
                pause = pause.compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            }
        }
    }

    /** Returns the in-progress outcome while the database cannot be asked. */
    private TransactionName.Outcome outcome(TransactionName name) {
        if (isAway()) {
            return TransactionName.Outcome.UNDER_WAY;
        }
        try {
            return name == null ? TransactionName.Outcome.UNKNOWN : database.writing().outcome(name);
        } catch (RuntimeException | Error e) {
            condition.suspect();
            return TransactionName.Outcome.UNDER_WAY;
        }
    }

    /** @param why why they have waited; null if they only waited for their turn */
    private void failLate(List<QueuedWrite> group, Throwable why) {
        Instant now = clock.instant();
        boolean hopeless = givenUp || database.isClosed();
        group.removeIf(pending -> (hopeless || pending.deadline.isBefore(now)) && pending.done.completeExceptionally(tooLate(why)));
    }

    private ApiException tooLate(Throwable why) {
        String message = switch (condition.state()) {
            case WELL -> "The write waited too long for the database";
            case NOT_STORING -> "The database does not accept writes at the moment";
            case UNREACHABLE -> "The database cannot be reached";
        };
        return DatabaseFault.unavailable(message, why);
    }

    private static void fail(QueuedWrite pending, Throwable failure) {
        pending.done.completeExceptionally(failure instanceof RuntimeException known ? DatabaseFault.translate(known) : failure);
    }

    private static ApiException refused(String message) {
        return DatabaseFault.unavailable(message, null);
    }

    /**
     * Rejects new writes, commits the accepted ones, and fails what is left when the time is over. The thread is not interrupted: a
     * transaction that it has started is committed or fails by itself.
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
            givenUp = true;
            leftOver().forEach(pending -> pending.done.completeExceptionally(refused("The database was closed before this write")));
            TimeUnit.MILLISECONDS.timedJoin(writer, Math.max(1, Math.min(bounds.drain().toMillis(), MAX_PAUSE.toMillis() * 2)));
        } catch (InterruptedException e) {
            givenUp = true;
            interrupted = true;
            leftOver().forEach(pending -> pending.done.completeExceptionally(refused("The database was closed before this write")));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<QueuedWrite> leftOver() {
        lock.lock();
        try {
            List<QueuedWrite> rest = List.copyOf(waiting);
            waiting.clear();
            lastingOnes = 0;
            return rest;
        } finally {
            lock.unlock();
        }
    }
}
