package dev.talaria.heap;

import dev.talaria.error.ErrorCode;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the heap that request bodies and everything derived from them take, and upstreams' replies with them. Users overestimate rather
 * than underestimate their use. A part is reserved for small uses, so that a few large ones cannot block all others. Safe for many threads:
 * one atomic counter.
 */
public final class HeapBudget {
    /** Maximum size of a small use in bytes. */
    private static final long SMALL = 1 << 20;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final ReachedLimit reached;

    /** @param limit maximum heap of all uses in bytes */
    public HeapBudget(long limit) {
        this.limit = limit;
        this.reached = new ReachedLimit("talaria.limits.body-bytes-in-flight", limit);
    }

    public long used() {
        return used.get();
    }

    /** Returns the maximum size of a single use in bytes. */
    public long largest() {
        return limit <= SMALL ? limit : limit - limit / 4;
    }

    /** Returns the state of the limit. */
    public ReachedLimit reached() {
        return reached;
    }

    /**
     * Checks for room without a reservation, because a client that announces a large body and sends nothing must not take room from others.
     *
     * @throws dev.talaria.error.ApiException {@code overloaded} if there is no room for so many bytes
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
        return reached.refusal("The server has too little free memory for this request; try again in a moment");
    }

    public Reservation reserve() {
        return new Reservation();
    }

    /** The share of one use. For one thread, but another one may close it; once closed it reserves nothing. */
    public final class Reservation implements AutoCloseable {
        private static final long CLOSED = -1;
        private final AtomicLong held = new AtomicLong();

        /**
         * Reserves more.
         *
         * @throws dev.talaria.error.ApiException {@code overloaded} if other uses leave no room; {@code body_too_large} if there would be
         *         none even without them
         */
        public void grow(long bytes) {
            long mine = held.get();
            if (mine + bytes > largest()) {
                throw ErrorCode.BODY_TOO_LARGE.because("The request needs more memory than the server has for one request; send less "
                        + "at once");
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

        /** Releases a part. */
        public void shrink(long bytes) {
            if (take(-bytes)) {
                reached.at(used.addAndGet(-bytes));
            }
        }

        /** Grows or shrinks to the given number of bytes. */
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

        /** Releases everything. Idempotent. */
        @Override
        public void close() {
            long mine = held.getAndSet(CLOSED);
            if (mine != CLOSED) {
                reached.at(used.addAndGet(-mine));
            }
        }
    }
}
