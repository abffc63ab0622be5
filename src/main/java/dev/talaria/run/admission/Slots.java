package dev.talaria.run.admission;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The places for turns that run at once. Whoever finds none waits in order, without a thread, and is refused after a while.
 * Safe for many threads; futures complete outside the lock, on the thread that gives a place back or on the timer's.
 */
final class Slots {
    private final int most;
    private final int mostWaiting;
    private final Duration wait;
    private final ScheduledExecutorService timer;
    @GuardedBy("this")
    private final Deque<CompletableFuture<Hold>> waiting = new ArrayDeque<>();
    @GuardedBy("this")
    private int taken;
    /** Places that were given back and wait to be handed on; they count as taken. */
    @GuardedBy("this")
    private int toPassOn;
    /** Somebody is handing places on. */
    @GuardedBy("this")
    private boolean passing;

    /**
     * @param most        0 for no cap
     * @param mostWaiting how many may wait at once; more are refused without waiting
     * @param wait        how long one waits
     */
    Slots(int most, int mostWaiting, Duration wait, ScheduledExecutorService timer) {
        this.most = most;
        this.mostWaiting = mostWaiting;
        this.wait = wait;
        this.timer = timer;
    }

    /** Fails with {@code rate_limit_exceeded} where no place came free in time; cancelling the future gives the wait up. */
    CompletableFuture<Hold> claim() {
        return claim(wait);
    }

    /** As {@link #claim()}, for somebody more patient. */
    CompletableFuture<Hold> claim(Duration longest) {
        CompletableFuture<Hold> claim = new CompletableFuture<>();
        synchronized (this) {
            if (most == 0 || taken < most) {
                taken++;
                claim.complete(once());
                return claim;
            }
            if (waiting.size() >= mostWaiting) {
                claim.completeExceptionally(refusal());
                return claim;
            }
            waiting.add(claim);
        }
        claim.whenComplete((slot, fault) -> {
            if (fault != null) {
                leave(claim);
            }
        });
        bound(claim, longest);
        return claim;
    }

    private void bound(CompletableFuture<Hold> claim, Duration longest) {
        try {
            ScheduledFuture<?> end = timer.schedule(() -> claim.completeExceptionally(refusal()), longest.toNanos(), TimeUnit.NANOSECONDS);
            claim.whenComplete((slot, fault) -> end.cancel(false));
        } catch (RejectedExecutionException e) {
            claim.completeExceptionally(refusal());
        }
    }

    /** How many turns run now. */
    synchronized int taken() {
        return taken;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // The same object is meant.
    private synchronized void leave(CompletableFuture<Hold> claim) {
        waiting.remove(claim);
    }

    private Hold once() {
        AtomicBoolean given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                releaseToNext();
            }
        };
    }

    /**
     * Hands the place to the first that still waits, else frees it. Whoever gives its place back while it is handed one, as it does
     * where there is no thread for it, leaves the rest to the caller below it: a long line must not become a deep stack.
     */
    private void releaseToNext() {
        synchronized (this) {
            if (waiting.isEmpty()) {
                taken--;
                return;
            }
            toPassOn++;
            if (passing) {
                return;
            }
            passing = true;
        }
        try {
            for (CompletableFuture<Hold> next = next(); next != null; next = next()) {
                give(next);
            }
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                passing = false;
            }
            throw e;
        }
    }

    /** Null where no place, or nobody who waits, is left. */
    private synchronized CompletableFuture<Hold> next() {
        if (toPassOn > 0) {
            CompletableFuture<Hold> next = waiting.poll();
            toPassOn--;
            if (next != null) {
                return next;
            }
            taken -= toPassOn + 1;
            toPassOn = 0;
        }
        passing = false;
        return null;
    }

    private void give(CompletableFuture<Hold> next) {
        boolean given = false;
        try {
            given = next.complete(once());
        } finally {
            if (!given) {
                synchronized (this) {
                    toPassOn++;
                }
            }
        }
    }

    private RuntimeException refusal() {
        return ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many concurrent runs (max " + most + ")").withRetryAfter(Duration.ofSeconds(1));
    }
}
