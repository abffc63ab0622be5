package dev.talaria.run.admission;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.event.Cancellation;
import dev.talaria.metric.Meters;
import dev.talaria.run.Run;
import dev.talaria.scope.Preferences.Multitask;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one run holds of this server: its place among the live runs and among those of its API key, its session, and a slot while a thread
 * executes it. The ticket is closed before any reader sees the run's end, so a client that has seen the end finds all of that free. A run
 * that is cancelled while it waits leaves the queue. Safe for many threads; futures complete outside the lock.
 *
 * <pre>
 * READY -> WAITS_FOR_SESSION -> READY -> WAITS_FOR_SLOT -> RUNNING -> READY (waits for an answer) -> WAITS_FOR_SLOT ...
 * any state -> CLOSED
 * </pre>
 */
public final class Ticket implements AutoCloseable {
    /** What a run holds and waits for. */
    public enum State {
        /** It waits for nothing here: it is about to start, or awaits a person's answer. It holds its session, if it needs one. */
        READY,
        /** It waits for earlier turns of its session. */
        WAITS_FOR_SESSION,
        /** It holds its session. */
        WAITS_FOR_SLOT,
        /** It holds its session and a slot. */
        RUNNING,
        /** It holds nothing. */
        CLOSED
    }

    /** Records how long runs waited for their session, and for a slot. */
    record WaitTimes(Meters.Durations session, Meters.Durations slot) {
        Meters.Durations of(State waiting) {
            return waiting == State.WAITS_FOR_SLOT ? slot : session;
        }
    }

    private static final Hold NOTHING = () -> { };

    private final WaitTimes waits;
    private final SessionTurns sessions;
    private final Supplier<CompletableFuture<Hold>> slots;
    private final Runnable begun;
    private final Runnable counts;
    private final AtomicBoolean queued = new AtomicBoolean(true);
    @SuppressWarnings("NullAway.Init") // assign comes first.
    private Run run;
    private CompletableFuture<?> entered = CompletableFuture.completedFuture(null);
    @GuardedBy("this")
    private State state = State.READY;
    @GuardedBy("this")
    private Hold session = NOTHING;
    @GuardedBy("this")
    private Hold slot = NOTHING;
    /** The future it waits for. */
    @GuardedBy("this")
    private @Nullable CompletableFuture<Hold> line;

    /**
     * @param begun  called when the run gets its first slot, or ends without one
     * @param counts called when the ticket is closed
     */
    Ticket(WaitTimes waits, SessionTurns sessions, Supplier<CompletableFuture<Hold>> slots, Runnable begun, Runnable counts) {
        this.waits = Objects.requireNonNull(waits);
        this.sessions = Objects.requireNonNull(sessions);
        this.slots = Objects.requireNonNull(slots);
        this.begun = Objects.requireNonNull(begun);
        this.counts = Objects.requireNonNull(counts);
    }

    /** Sets the run; must come first. From here on the run's end closes the ticket. */
    public void assign(Run owner) {
        run = Objects.requireNonNull(owner);
        owner.ending().thenRun(this::close);
    }

    /** Joins the queue of the run's session; {@link #session} completes when its turn has come. */
    public void enterSession(Multitask multitask) {
        entered = take(State.WAITS_FOR_SESSION, sessions.enter(run.scope().session(), run, multitask));
    }

    /**
     * Completes when the run holds its session, at once if it needs none; fails with {@code session_busy}, or if the run was cancelled
     * before.
     */
    public CompletableFuture<?> session() {
        return entered;
    }

    /** Completes when the run holds a slot; fails with {@code rate_limit_exceeded}, or if the run was cancelled before. */
    public CompletableFuture<?> claimSlot() {
        return take(State.WAITS_FOR_SLOT, slots.get());
    }

    private CompletableFuture<Hold> take(State waiting, CompletableFuture<Hold> wanted) {
        if (!waits(waiting, wanted)) {
            wanted.cancel(false);
        } else if (!wanted.isDone()) {
            Cancellation.Registration leaving = run.cancellation().onCancel(() -> wanted.cancel(false));
            wanted.whenComplete((hold, fault) -> leaving.close());
        }
        long begun = System.nanoTime();
        return wanted.whenComplete((hold, fault) -> {
            waits.of(waiting).recordSince(begun);
            boolean open = waited(waiting, hold);
            if (hold != null && !open) {
                hold.release();
                throw new CancellationException();
            }
            if (hold != null && waiting == State.WAITS_FOR_SLOT) {
                begins();
            }
        });
    }

    /** Returns false if the ticket is closed. */
    private synchronized boolean waits(State waiting, CompletableFuture<Hold> wanted) {
        if (state != State.READY) {
            return false;
        }
        state = waiting;
        line = wanted;
        return true;
    }

    /**
     * Returns false if the ticket was closed meanwhile.
     *
     * @param hold null if the wait failed
     */
    private synchronized boolean waited(State waiting, @Nullable Hold hold) {
        if (state != waiting) {
            return false;
        }
        line = null;
        state = State.READY;
        if (hold != null && waiting == State.WAITS_FOR_SLOT) {
            state = State.RUNNING;
            slot = hold;
        } else if (hold != null) {
            session = hold;
        }
        return true;
    }

    private void begins() {
        if (queued.compareAndSet(true, false)) {
            begun.run();
        }
    }

    /** Releases the slot, if it holds one; the run keeps its session. */
    public void releaseSlot() {
        Hold had;
        synchronized (this) {
            if (state != State.RUNNING) {
                return;
            }
            state = State.READY;
            had = slot;
            slot = NOTHING;
        }
        had.release();
    }

    public synchronized State state() {
        return state;
    }

    /** Releases everything and leaves the queue in which the run waits. Idempotent. */
    @Override
    public void close() {
        CompletableFuture<Hold> left;
        Hold place;
        Hold turn;
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            state = State.CLOSED;
            left = line;
            place = slot;
            turn = session;
        }
        counts.run();
        begins();
        if (left != null) {
            left.cancel(false);
        }
        try {
            place.release();
        } finally {
            turn.release();
        }
    }
}
