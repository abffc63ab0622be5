package dev.talaria.api.http.body;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes of all request bodies that are being read and parsed at once. Safe for many threads: one atomic counter. */
public final class BodyBudget {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** @param limit bytes over all requests; a body larger than it is never accepted */
    public BodyBudget(long limit) {
        this.limit = limit;
    }

    long used() {
        return used.get();
    }

    /**
     * Reserves nothing: a client that announces much and sends nothing takes no room from others.
     *
     * @throws dev.talaria.error.ApiException 429 where a body of so many bytes would find no room now
     */
    void check(long bytes) {
        if (used.get() + bytes > limit) {
            throw full();
        }
    }

    private static ApiException full() {
        return ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many request bodies at once").withRetryAfter(SOON);
    }

    Reservation reserve() {
        return new Reservation();
    }

    /** One body's share; for one thread, but it may be closed by another. */
    final class Reservation implements AutoCloseable {
        private final AtomicLong held = new AtomicLong();

        /** @throws dev.talaria.error.ApiException 429 where the bodies of other requests leave no room */
        void grow(long bytes) {
            long before;
            do {
                before = used.get();
                if (before + bytes > limit) {
                    throw full();
                }
            } while (!used.compareAndSet(before, before + bytes));
            held.addAndGet(bytes);
        }

        /** Gives some of it back. */
        void shrink(long bytes) {
            used.addAndGet(-bytes);
            held.addAndGet(-bytes);
        }

        /** Gives everything back; a second time does nothing. */
        @Override
        public void close() {
            used.addAndGet(-held.getAndSet(0));
        }
    }
}
