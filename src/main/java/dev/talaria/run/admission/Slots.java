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
import org.jspecify.annotations.Nullable;

/**
 * The slots for turns that execute at once. A claim that finds none waits in order, without a thread, and fails after a while. Safe for
 * many threads; futures complete outside the lock, on the thread that releases a slot or on the timer's.
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
    /** Released slots that wait to be handed over; they count as taken. */
    @GuardedBy("this")
    private int toPassOn;
    /** Whether a thread is handing slots over. */
    @GuardedBy("this")
    private boolean passing;

    /**
     * @param most        how many slots there are; 0 for no cap
     * @param mostWaiting how many claims may wait at once; more are rejected without waiting
     * @param wait        how long a claim waits
     */
    Slots(int most, int mostWaiting, Duration wait, ScheduledExecutorService timer) {
        this.most = most;
        this.mostWaiting = mostWaiting;
        this.wait = wait;
        this.timer = timer;
    }

    /** Claims a slot; fails with {@code rate_limit_exceeded} if none became free in time. Cancelling the future ends the wait. */
    CompletableFuture<Hold> claim() {
        return claim(wait);
    }

    /** As {@link #claim()}, with its own time limit. */
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

    /** Returns how many slots are taken. */
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
     * Hands the slot to the first claim that still waits, else frees it. A release during a hand-over, as when there is no thread for the
     * claimant, leaves the rest to the loop further up the stack, so that a long queue does not become a deep stack.
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

    /** Null if no slot or no waiting claim is left. */
    private synchronized @Nullable CompletableFuture<Hold> next() {
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
