package dev.talaria.heap;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds what is held open at once: runs that have not ended, waiting ones included. Safe for many threads. */
public final class StreamLimit {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final ReachedLimit reached;

    public StreamLimit(int most) {
        this.most = most;
        this.reached = new ReachedLimit("talaria.limits.open-streams", most);
    }

    /**
     * Takes a place.
     *
     * @return gives it back, once
     * @throws dev.talaria.error.ApiException {@code overloaded} where there is none
     */
    public Runnable enter() {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            throw full();
        }
        return leaving();
    }

    /** As {@link #enter()} for what must not be refused, as what was accepted before a restart. */
    public Runnable readmit() {
        open.incrementAndGet();
        return leaving();
    }

    private Runnable leaving() {
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                reached.at(open.decrementAndGet());
            }
        };
    }

    /**
     * Refuses one more of what is counted elsewhere.
     *
     * @throws dev.talaria.error.ApiException {@code overloaded} where as many are open
     */
    public void check(int others) {
        if (others >= most) {
            throw full();
        }
    }

    private RuntimeException full() {
        return reached.refusal("Too many streams are open (max " + most + "); try again in a moment");
    }

    public int open() {
        return open.get();
    }

    /** Whether it refuses now. */
    public ReachedLimit reached() {
        return reached;
    }
}
