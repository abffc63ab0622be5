package dev.talaria.store;

import dev.talaria.error.ApiException;
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
 * The one writer of this process. It takes what waits, runs all of it in one transaction, commits, and only then tells each
 * caller; it never lingers for more, which would slow down everybody. A write that fails is rolled back alone and only its caller hears
 * of it. While the database is away writes wait in their order, each as long as its patience lasts, and where a connection is lost in
 * the midst of a commit the writer finds out what became of it before it says anything. Callers hear of it on an executor: nothing that
 * one of them does with the news can hold up the next commit.
 * Safe for many threads; nothing in {@link #submit} blocks.
 */
public final class GroupCommit implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GroupCommit.class.getName());
    private static final int MAX_ATTEMPTS = 3;
    /** How many groups after one that a write has spoilt have savepoints from the first. */
    private static final int WARY_GROUPS = 32;
    /** Longer than a write waits and than any statement may take. */
    private static final Duration COMMIT = Duration.ofSeconds(40);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(1);
    /** Who comes in the midst of a long outage has little hope to see its end. */
    private static final Duration BRIEFLY = Duration.ofSeconds(1);

    /**
     * @param queue    how many writes may wait; one more is refused
     * @param group    how many writes share a transaction at the most
     * @param patience how long a write may wait for its turn and for the database; after that it is not tried any more
     * @param drain    how long {@link GroupCommit#close} waits for what was accepted
     * @param lasting  how long one of {@link GroupCommit#submitLasting} may; they have a queue of the same size to themselves
     */
    public record Bounds(int queue, int group, Duration patience, Duration drain, Duration lasting) {
        public static final Bounds DEFAULT =
                new Bounds(4_096, 256, Duration.ofSeconds(12), Duration.ofSeconds(10), Duration.ofMinutes(15));

        public Bounds(int queue, int group, Duration patience, Duration drain) {
            this(queue, group, patience, drain, DEFAULT.lasting());
        }
    }

    /** A write on its way. What changes belongs to the writer's thread. */
    private static final class Pending {
        private final Write write;
        private final Instant deadline;
        private final boolean lasting;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        /** How often the connection was lost while it was being run. */
        private int losses;
        private int conflicts;

        private Pending(Write write, Instant deadline, boolean lasting) {
            this.write = Objects.requireNonNull(write);
            this.deadline = deadline;
            this.lasting = lasting;
        }
    }

    private final Database database;
    private final DatabaseCondition condition;
    private final GroupTransaction transaction;
    private final Executor callbacks;
    private final Clock clock;
    private final Bounds bounds;
    private final Thread writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private int lastingOnes;
    private boolean closed;
    private volatile boolean givenUp;
    private int wary;

    private GroupCommit(Database database, ThreadFactory threads, Executor callbacks, Clock clock, Bounds bounds) {
        this.database = Objects.requireNonNull(database);
        this.condition = database.condition();
        this.transaction = new GroupTransaction(database.writing());
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
     * Hands over a part of a transaction. The future completes once it is durable; it fails with what the write threw, or with
     * {@code database_unavailable} where the queue is full, the writer is closed or the database was away for longer than the patience:
     * then it was not committed and will not be, except where {@link #isUnknown} says so.
     * Callbacks run on the executor, or on this thread where the write was refused at once; in no order among several writes.
     */
    public CompletableFuture<Void> submit(Write write) {
        return begin(write).told();
    }

    /** As {@link #submit}, for what must be stored in the end: it waits out an outage of many minutes. Writes keep their order. */
    public CompletableFuture<Void> submitLasting(Write write) {
        return beginLasting(write).told();
    }

    /** As {@link #submit}, for callers that may wait for it on their own thread. */
    public PendingWrite begin(Write write) {
        return new PendingWrite(submitRaw(write), callbacks);
    }

    /** As {@link #submitLasting}, for callers that may wait for it on their own thread. */
    public PendingWrite beginLasting(Write write) {
        return new PendingWrite(enter(new Pending(write, clock.instant().plus(bounds.lasting()), true)), callbacks);
    }

    /** As {@link #submit}, but callbacks run on the writer thread, between two commits: for waiting alone. */
    CompletableFuture<Void> submitRaw(Write write) {
        Duration patience = condition.isAwayFor(bounds.patience()) ? BRIEFLY : bounds.patience();
        return enter(new Pending(write, clock.instant().plus(patience), false));
    }

    private CompletableFuture<Void> enter(Pending pending) {
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
        if (!await(committed, COMMIT)) {
            throw DatabaseFault.unknown(new TimeoutException());
        }
    }

    /**
     * Waits for a write for so long, interrupted or not.
     *
     * @return false where nothing is known of it yet
     * @throws RuntimeException why it was not committed, as {@link #commit} tells
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

    /** Whether a write that failed so may have been committed all the same. */
    public static boolean isUnknown(Throwable failure) {
        return DatabaseFault.isUnknown(failure);
    }

    /** Whether the database was away, so that the same may succeed later. */
    public static boolean isUnavailable(Throwable failure) {
        return DatabaseFault.isUnavailable(failure);
    }

    /** How loud the failure of a write is to be logged: of the database's absence {@link DatabaseCondition} tells once. */
    public static System.Logger.Level level(Throwable failure) {
        return DatabaseFault.level(failure);
    }

    /** Fails what has waited too long, for times when the writer thread hangs in the database. */
    void expire() {
        List<Pending> late = new ArrayList<>();
        Instant now = clock.instant();
        lock.lock();
        try {
            for (Iterator<Pending> all = waiting.iterator(); all.hasNext();) {
                Pending pending = all.next();
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
        for (List<Pending> group = take(); !group.isEmpty(); group = take()) {
            try {
                commit(group);
            } catch (RuntimeException | Error e) {
                broke(group, e);
            }
        }
    }

    private static void broke(List<Pending> group, Throwable fault) {
        Throwable unknown = DatabaseFault.unknown(fault);
        group.forEach(pending -> pending.done.completeExceptionally(unknown));
        LOG.log(System.Logger.Level.ERROR, "A group of writes broke off", fault);
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
                Pending next = waiting.poll();
                lastingOnes -= next.lasting ? 1 : 0;
                group.add(next);
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Tries the group until nothing of it is left, which the deadlines of its writes see to. */
    private void commit(List<Pending> taken) {
        List<Pending> group = new ArrayList<>(taken);
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

    private void settle(List<Pending> group, List<Throwable> refused) {
        condition.stores();
        List<Pending> again = new ArrayList<>();
        boolean failed = false;
        for (int i = 0; i < group.size(); i++) {
            Pending pending = group.get(i);
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

    /** What met another server's write is tried again, alone. */
    private static boolean mayTryAgain(Pending pending, Throwable failure) {
        return DatabaseFault.kind(failure) == DatabaseFault.Kind.CONFLICT && ++pending.conflicts < MAX_ATTEMPTS;
    }

    /** The group is tried again with savepoints, without a write that would take its time once more. */
    private void spoilt(List<Pending> group, GroupTransaction.Spoilt spoilt) {
        wary = WARY_GROUPS;
        if (spoilt.place() >= 0) {
            Pending culprit = group.get(spoilt.place());
            boolean late = DatabaseFault.kind(spoilt.failure()) == DatabaseFault.Kind.LATE;
            if (late || group.size() == 1 && !mayTryAgain(culprit, spoilt.failure())) {
                group.remove(culprit);
                fail(culprit, spoilt.failure());
            }
        }
        failLate(group, spoilt.failure());
    }

    private void lost(List<Pending> group, GroupTransaction.Lost lost) {
        DatabaseFault.Kind kind = DatabaseFault.kind(lost.failure());
        if (kind == DatabaseFault.Kind.STORAGE) {
            condition.takesNothing(lost.failure());
        } else {
            condition.suspect();
        }
        if (lost.place() >= 0 && kind != DatabaseFault.Kind.STORAGE) {
            Pending culprit = group.get(lost.place());
            if (kind == DatabaseFault.Kind.LATE_AND_LOST || ++culprit.losses >= MAX_ATTEMPTS) {
                group.remove(culprit);
                fail(culprit, lost.failure());
            }
        }
        failLate(group, lost.failure());
    }

    private Duration pause(List<Pending> group, Duration pause) {
        if (group.isEmpty()) {
            return pause;
        }
        rest(pause);
        failLate(group, null);
        Duration longer = pause.multipliedBy(2);
        return longer.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : longer;
    }

    /** Then no connection is asked for, which would take seconds to fail. */
    private boolean isAway() {
        return condition.state() == DatabaseCondition.State.UNREACHABLE;
    }

    /** Between two attempts, for which nobody interrupts the thread. Over at once where a database that was away is back. */
    private void rest(Duration pause) {
        expire();
        try {
            condition.pause(pause);
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The writer was interrupted", e);
        }
    }

    /** Asks until it is known what became of a transaction. What is committed is told so, the rest of the group is left to be tried. */
    private void find(List<Pending> group, GroupTransaction.Unknown unknown) {
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

    /** Under way where the database cannot be asked. */
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

    /** @param why why they have waited; null where they waited for their turn alone */
    private void failLate(List<Pending> group, Throwable why) {
        Instant now = clock.instant();
        boolean hopeless = givenUp || database.isClosed();
        group.removeIf(pending -> (hopeless || pending.deadline.isBefore(now)) && pending.done.completeExceptionally(tooLate(why)));
    }

    private ApiException tooLate(Throwable why) {
        String message = switch (condition.state()) {
            case WELL -> "The write waited too long for the database";
            case NOT_STORING -> "The database cannot store anything now";
            case UNREACHABLE -> "The database cannot be reached";
        };
        return DatabaseFault.unavailable(message, why);
    }

    private static void fail(Pending pending, Throwable failure) {
        pending.done.completeExceptionally(failure instanceof RuntimeException known ? DatabaseFault.translate(known) : failure);
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

    private List<Pending> leftOver() {
        lock.lock();
        try {
            List<Pending> rest = List.copyOf(waiting);
            waiting.clear();
            lastingOnes = 0;
            return rest;
        } finally {
            lock.unlock();
        }
    }
}
