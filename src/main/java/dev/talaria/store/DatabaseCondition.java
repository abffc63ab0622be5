package dev.talaria.store;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the database is usable, according to the latest reads and writes. Logs each change once, a loss with its cause. Safe for many
 * threads; {@link #state} never blocks.
 */
public final class DatabaseCondition {
    private static final System.Logger LOG = System.getLogger(DatabaseCondition.class.getName());
    private static final Duration NEWS = Duration.ofSeconds(10);

    /** The states of the database. */
    public enum State {
        WELL,
        /** It answers but cannot store: its disk is full or read-only. */
        NOT_STORING,
        /** It gives no connection, or does not answer. */
        UNREACHABLE
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile State state = State.WELL;
    /** When the state last changed. */
    private volatile long changedAt = System.nanoTime();
    private volatile boolean wasAway;
    private volatile Runnable suspicion = () -> { };

    public State state() {
        return state;
    }

    /** Returns how long the state has lasted. */
    public Duration since() {
        return Duration.ofNanos(System.nanoTime() - changedAt);
    }

    /** Returns whether it has been unusable for longer than this. */
    public boolean isAwayFor(Duration time) {
        return state != State.WELL && since().compareTo(time) > 0;
    }

    /** Returns whether it was unusable and recovered less than this ago. */
    public boolean isBackForLessThan(Duration time) {
        return wasAway && since().compareTo(time) < 0;
    }

    /** Records that the database was unavailable before the first look. */
    public void cameLate() {
        wasAway = true;
    }

    /** Waits for this long, or until the state changes. */
    public void pause(Duration most) throws InterruptedException {
        long nanos = most.toNanos();
        lock.lock();
        try {
            State before = state;
            while (state == before && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** @param look checks the database soon; returns at once */
    void onSuspicion(Runnable look) {
        suspicion = look;
    }

    /** Reports a lost connection, which need not mean an outage. */
    void suspect() {
        suspicion.run();
    }

    /** Reports that a check could not reach the database. */
    void unreachable(String why) {
        move(State.UNREACHABLE, "The database cannot be reached: " + why);
    }

    /** Reports that a check was answered. */
    void answers() {
        if (state == State.UNREACHABLE) {
            move(State.WELL, "The database can be reached again");
        }
    }

    /** Reports that a write failed for lack of space, or because nothing can be written. */
    void takesNothing(Throwable why) {
        if (state == State.WELL) {
            move(State.NOT_STORING, "The database does not accept writes: " + DatabaseFault.words(why));
        }
    }

    /** Reports a commit. */
    void stores() {
        if (state != State.WELL) {
            move(State.WELL, "The database accepts writes again");
        }
    }

    private void move(State to, String what) {
        Duration before;
        // A full disk may accept a small write between two large ones.
        boolean again;
        lock.lock();
        try {
            if (state == to) {
                return;
            }
            before = since();
            again = to == State.NOT_STORING && wasAway && before.compareTo(NEWS) < 0;
            wasAway = true;
            state = to;
            changedAt = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (again) {
            LOG.log(System.Logger.Level.DEBUG, what);
        } else if (to == State.WELL) {
            LOG.log(System.Logger.Level.INFO, what + ", after " + Math.max(1, before.toSeconds()) + " s");
        } else {
            LOG.log(System.Logger.Level.WARNING, what + ". Turns that end meanwhile are stored when it works again");
        }
    }
}
