package dev.talaria.heap;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the number of open streams: runs that have not ended, waiting ones included. Safe for many threads. */
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
     * @return releases the place; idempotent
     * @throws dev.talaria.error.ApiException {@code overloaded} if there is none
     */
    public Runnable enter() {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            throw full();
        }
        return leaving();
    }

    /** As {@link #enter()} without a limit, for runs that were accepted before a restart. */
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
     * Checks the limit against a count that is kept elsewhere.
     *
     * @throws dev.talaria.error.ApiException {@code overloaded} if it is reached
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

    /** Returns the state of the limit. */
    public ReachedLimit reached() {
        return reached;
    }
}
