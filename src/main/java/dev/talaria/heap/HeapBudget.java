package dev.talaria.heap;

import dev.talaria.error.ErrorCode;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the heap that request bodies take with everything made of them, and upstreams' answers beside them. Users estimate what they take,
 * rather too high than too low. A part is reserved for small uses, so that a few large ones do not keep all others away. Safe for many
 * threads: one atomic counter.
 */
public final class HeapBudget {
    /** What holds less is small. */
    private static final long SMALL = 1 << 20;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final ReachedLimit reached;

    /** @param limit bytes of heap over all uses */
    public HeapBudget(long limit) {
        this.limit = limit;
        this.reached = new ReachedLimit("talaria.limits.body-bytes-in-flight", limit);
    }

    public long used() {
        return used.get();
    }

    /** The most that a single use may hold. */
    public long largest() {
        return limit <= SMALL ? limit : limit - limit / 4;
    }

    /** Whether it refuses now. */
    public ReachedLimit reached() {
        return reached;
    }

    /**
     * Reserves nothing: a client that announces much and sends nothing takes no room from others.
     *
     * @throws dev.talaria.error.ApiException {@code overloaded} where so many bytes would find no room now
     */
    public void check(long bytes) {
        if (used.get() + bytes > limit(bytes)) {
            throw full();
        }
    }

    private long limit(long held) {
        return held <= SMALL ? limit : largest();
    }

    private RuntimeException full() {
        return reached.refusal("The server has no memory for this request beside the others; try again in a moment");
    }

    public Reservation reserve() {
        return new Reservation();
    }

    /** The share of one use; for one thread, but it may be closed by another, and takes nothing from then on. */
    public final class Reservation implements AutoCloseable {
        private static final long CLOSED = -1;
        private final AtomicLong held = new AtomicLong();

        /**
         * @throws dev.talaria.error.ApiException {@code overloaded} where other uses leave no room; {@code body_too_large} where there
         *     would be none without them
         */
        public void grow(long bytes) {
            long mine = held.get();
            if (mine + bytes > largest()) {
                throw ErrorCode.BODY_TOO_LARGE.because("What the request holds takes more memory than the server has for one request; "
                        + "send less at once");
            }
            long before;
            do {
                before = used.get();
                if (before + bytes > limit(mine + bytes)) {
                    throw full();
                }
            } while (!used.compareAndSet(before, before + bytes));
            if (!take(bytes)) {
                used.addAndGet(-bytes);
            }
        }

        private boolean take(long bytes) {
            return held.updateAndGet(mine -> mine == CLOSED ? CLOSED : mine + bytes) != CLOSED;
        }

        /** Gives some of it back. */
        public void shrink(long bytes) {
            if (take(-bytes)) {
                reached.at(used.addAndGet(-bytes));
            }
        }

        /** Grows or shrinks to so many bytes. */
        public void resize(long bytes) {
            long mine = held.get();
            if (mine == CLOSED || bytes == mine) {
                return;
            }
            if (bytes > mine) {
                grow(bytes - mine);
            } else {
                shrink(mine - bytes);
            }
        }

        /** Gives everything back; a second time does nothing. */
        @Override
        public void close() {
            long mine = held.getAndSet(CLOSED);
            if (mine != CLOSED) {
                reached.at(used.addAndGet(-mine));
            }
        }
    }
}
