package dev.talaria.run.admission;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.event.Cancellation;
import dev.talaria.run.Run;
import dev.talaria.scope.Preferences.Multitask;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * What one run holds of this server: its place among the live runs and among those of its API key, its session, and a slot while a thread
 * carries it. The run's end closes the ticket before anybody is shown the end, so that whoever has seen it finds all of that free.
 * A run that is cancelled while it waits leaves the line. Safe for many threads; futures complete outside the lock.
 *
 * <pre>
 * READY -> WAITS_FOR_SESSION -> READY -> WAITS_FOR_SLOT -> RUNNING -> READY (waits for somebody's answer) -> WAITS_FOR_SLOT ...
 * any of them -> CLOSED
 * </pre>
 */
public final class Ticket implements AutoCloseable {
    /** What a run has and waits for. */
    public enum State {
        /** It waits for nothing here: it begins, or somebody is asked for an answer. It has its session, if it needs one. */
        READY,
        /** Earlier turns of its session have not ended. */
        WAITS_FOR_SESSION,
        /** It has its session. */
        WAITS_FOR_SLOT,
        /** It has its session and a slot. */
        RUNNING,
        /** It has nothing. */
        CLOSED
    }

    private static final Hold NOTHING = () -> { };

    private final SessionTurns sessions;
    private final Supplier<CompletableFuture<Hold>> slots;
    private final Runnable begun;
    private final Runnable counts;
    private final AtomicBoolean queued = new AtomicBoolean(true);
    private Run run;
    private CompletableFuture<?> entered = CompletableFuture.completedFuture(null);
    @GuardedBy("this")
    private State state = State.READY;
    @GuardedBy("this")
    private Hold session = NOTHING;
    @GuardedBy("this")
    private Hold slot = NOTHING;
    /** What it waits for. */
    @GuardedBy("this")
    private CompletableFuture<Hold> line;

    /**
     * @param begun  called when the run has its first slot, or has ended without one
     * @param counts called when it is closed
     */
    Ticket(SessionTurns sessions, Supplier<CompletableFuture<Hold>> slots, Runnable begun, Runnable counts) {
        this.sessions = Objects.requireNonNull(sessions);
        this.slots = Objects.requireNonNull(slots);
        this.begun = Objects.requireNonNull(begun);
        this.counts = Objects.requireNonNull(counts);
    }

    /** Says whose it is, before anything else is asked of it: from here on the run's end closes it. */
    public void assign(Run owner) {
        run = Objects.requireNonNull(owner);
        owner.ending().thenRun(this::close);
    }

    /** Takes a place in the line of the run's session. {@link #session} tells when its turn has come. */
    public void enterSession(Multitask multitask) {
        entered = take(State.WAITS_FOR_SESSION, sessions.enter(run.scope().session(), run, multitask));
    }

    /** Completes when the run has its session; fails with {@code session_busy}, or where it was cancelled before. Done if it needs none. */
    public CompletableFuture<?> session() {
        return entered;
    }

    /** Completes when the run has a slot; fails with {@code rate_limit_exceeded}, or where it was cancelled before. */
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
        return wanted.whenComplete((hold, fault) -> {
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

    /** False where it is closed. */
    private synchronized boolean waits(State waiting, CompletableFuture<Hold> wanted) {
        if (state != State.READY) {
            return false;
        }
        state = waiting;
        line = wanted;
        return true;
    }

    /**
     * False where it was closed meanwhile.
     *
     * @param hold null where it waited in vain
     */
    private synchronized boolean waited(State waiting, Hold hold) {
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

    /** Gives the slot back, if it has one; the session stays the run's. */
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

    /** Gives back what the run holds and leaves the line in which it waits. Calling it again does nothing. */
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
