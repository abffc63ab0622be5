package dev.talaria.store;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the database can be used now, as those know who have just tried. Each change is logged once, a loss with its cause.
 * Safe for many threads; {@link #state} never waits.
 */
public final class DatabaseCondition {
    private static final System.Logger LOG = System.getLogger(DatabaseCondition.class.getName());
    private static final Duration NEWS = Duration.ofSeconds(10);

    /** How the database is. */
    public enum State {
        WELL,
        /** It answers, and takes nothing: its disk is full, or read-only. */
        NOT_STORING,
        /** It gives no connection, or no answer. */
        UNREACHABLE
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile State state = State.WELL;
    /** When it was lost, and when it came back. */
    private volatile long changedAt = System.nanoTime();
    private volatile boolean wasAway;
    private volatile Runnable suspicion = () -> { };

    public State state() {
        return state;
    }

    /** For how long it has been as it is. */
    public Duration since() {
        return Duration.ofNanos(System.nanoTime() - changedAt);
    }

    /** Whether it has been away for longer than this. */
    public boolean isAwayFor(Duration time) {
        return state != State.WELL && since().compareTo(time) > 0;
    }

    /** Whether it was away, and came back less than this ago. */
    public boolean isBackForLessThan(Duration time) {
        return wasAway && since().compareTo(time) < 0;
    }

    /** It was away before anybody looked. */
    public void cameLate() {
        wasAway = true;
    }

    /** Waits for so long, or until the database is another way than it was. */
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

    /** @param look looks at the database soon; returns at once */
    void onSuspicion(Runnable look) {
        suspicion = look;
    }

    /** Somebody has lost a connection, which need not mean more. */
    void suspect() {
        suspicion.run();
    }

    /** A look has shown that it cannot be reached. */
    void unreachable(String why) {
        move(State.UNREACHABLE, "The database cannot be reached: " + why);
    }

    /** A look has had its answer. */
    void answers() {
        if (state == State.UNREACHABLE) {
            move(State.WELL, "The database can be reached again");
        }
    }

    /** A write has failed for want of room, or because nothing can be written. */
    void takesNothing(Throwable why) {
        if (state == State.WELL) {
            move(State.NOT_STORING, "The database cannot store anything: " + DatabaseFault.words(why));
        }
    }

    /** Something was committed. */
    void stores() {
        if (state != State.WELL) {
            move(State.WELL, "The database stores again");
        }
    }

    private void move(State to, String what) {
        Duration before;
        // A disk that is full may take a small write between two large ones.
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
            LOG.log(System.Logger.Level.WARNING, what + ". What ends meanwhile is stored when it is back");
        }
    }
}
