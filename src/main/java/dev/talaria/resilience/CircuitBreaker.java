package dev.talaria.resilience;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.text.LogText;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker that logs once when it opens, with the cause, and once when it closes. Consecutive failures open it; each further one
 * starts a longer pause. Callers report the results of all calls, even of those made without permission, for which it only logs. Safe for
 * many threads.
 */
public final class CircuitBreaker {
    /** The states of a breaker. */
    public enum State {
        /** All calls are permitted. */
        CLOSED,
        /** No call is permitted until the pause is over. */
        OPEN,
        /** The pause is over, and one call may try: its success closes the breaker, its failure opens it again. */
        HALF_OPEN
    }

    /**
     * The texts to log.
     *
     * @param opened begins the line that ends with the cause
     * @param closed the whole line
     */
    public record Announcement(System.Logger log, String opened, String closed) {
        public Announcement {
            Objects.requireNonNull(log);
            Objects.requireNonNull(opened);
            Objects.requireNonNull(closed);
        }
    }

    private static final int MAX_CAUSE = 500;

    private final Announcement announcement;
    private final int threshold;
    private final BackOff pauses;
    private final LongSupplier nanos;
    /** Closed or open; half-open is derived from the time. */
    @GuardedBy("this")
    private State state = State.CLOSED;
    @GuardedBy("this")
    private int failures;
    /** The cause of the last failure; null after a success. */
    @GuardedBy("this")
    private @Nullable String cause;
    /** The level at which the opening was logged. */
    @GuardedBy("this")
    private Level told = Level.ALL;
    @GuardedBy("this")
    private long pausedAt;
    @GuardedBy("this")
    private Duration pause = Duration.ZERO;

    /** @param threshold number of consecutive failures that open it */
    public CircuitBreaker(Announcement announcement, int threshold, BackOff pauses) {
        this(announcement, threshold, pauses, System::nanoTime);
    }

    CircuitBreaker(Announcement announcement, int threshold, BackOff pauses, LongSupplier nanos) {
        this.announcement = Objects.requireNonNull(announcement);
        this.threshold = threshold;
        this.pauses = Objects.requireNonNull(pauses);
        this.nanos = nanos;
    }

    /** Creates a breaker for calls that are made in any case: it opens with the first failure, never pauses, and only logs. */
    public static CircuitBreaker telling(Announcement announcement) {
        return new CircuitBreaker(announcement, 1, BackOff.NONE);
    }

    public synchronized State state() {
        return state == State.OPEN && remaining().isZero() ? State.HALF_OPEN : state;
    }

    /**
     * Returns whether a call is permitted now. A half-open breaker permits one call, whose result is expected; after a further pause it
     * permits the next, because a call may end without a report.
     */
    public synchronized boolean tryAcquire() {
        State now = state();
        if (now == State.HALF_OPEN) {
            pausedAt = nanos.getAsLong();
        }
        return now != State.OPEN;
    }

    /** Returns how long until a call is permitted; zero if one is now. */
    public synchronized Duration remaining() {
        long left = pause.toNanos() - (nanos.getAsLong() - pausedAt);
        return state == State.CLOSED || left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    /** Reports a success; returns whether it closed the breaker. */
    public synchronized boolean succeeded() {
        boolean closes = state != State.CLOSED;
        state = State.CLOSED;
        failures = 0;
        cause = null;
        told = Level.ALL;
        if (closes) {
            announcement.log().log(Level.INFO, announcement.closed());
        }
        return closes;
    }

    /**
     * Reports a failure.
     *
     * @param why for operators: without secrets, and without text of messages
     */
    public void failed(String why) {
        failed(why, null);
    }

    /** Reports a failure; logs its stack if it opens the breaker. The failure's message must be safe to log. */
    public void failed(Throwable failure) {
        failed(failure.toString(), failure);
    }

    private synchronized void failed(String why, @Nullable Throwable failure) {
        failures++;
        cause = LogText.plain(why, MAX_CAUSE);
        if (failures >= threshold || state != State.CLOSED) {
            open(Level.WARNING, pauses.after(failures), failure);
        }
    }

    /**
     * Opens at once, until the cause is fixed, and logs that even if failures were logged before.
     *
     * @param probe the pause between calls that try again
     */
    public synchronized void refused(String why, Duration probe) {
        failures = 0;
        cause = LogText.plain(why, MAX_CAUSE);
        open(Level.ERROR, probe, null);
    }

    @GuardedBy("this")
    private void open(Level level, Duration length, @Nullable Throwable failure) {
        state = State.OPEN;
        pausedAt = nanos.getAsLong();
        pause = length;
        if (told.getSeverity() < level.getSeverity()) {
            told = level;
            announcement.log().log(level, announcement.opened() + ": " + cause, failure);
        }
    }

    /** Returns why the last call failed; empty if it succeeded. */
    public synchronized Optional<String> lastFailure() {
        return Optional.ofNullable(cause);
    }

    /** Returns why calls are not permitted; empty while it is closed. */
    public synchronized Optional<String> trouble() {
        return state == State.CLOSED ? Optional.empty() : lastFailure();
    }
}
