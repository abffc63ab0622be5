package dev.talaria.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Enforces retention: deletes in slices, each an ordinary write, small enough that other writes hardly wait for it. The size of a slice and
 * the pause after it follow from how long the last one took, so that most of the writer's time remains for callers, whatever the disk and
 * the size of rows. Never blocks; safe for many threads. Once closed it starts no further slice.
 */
public final class Retention implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Retention.class.getName());
    private static final int FIRST = 10;
    /** On a busy writer a slice may take a tenth of the time that writes wait anyway; otherwise it would hardly progress. */
    private static final int SHARE_OF_WAIT = 10;
    private static final Duration MAX_SLICE = Duration.ofMillis(20);

    /** Deletes one kind of data when its retention is over. */
    @FunctionalInterface
    public interface RetentionJob {
        /**
         * Returns a write that deletes the oldest rows.
         *
         * @param before  newer rows stay
         * @param most    maximum number to delete
         * @param deleted accepts, within the write, how many were deleted; {@code most} if there is more to do
         */
        Write delete(Instant before, int most, IntConsumer deleted);
    }

    /**
     * @param most   maximum number in a slice; the first slices are smaller
     * @param slice  how long a slice may occupy the writer; a tenth of what writes wait anyway, if that is more
     * @param others for how many times as long the writer is left to others afterwards, for each kind with a backlog
     * @param pause  minimum time between two slices
     * @param rest   time until the next look once nothing is left
     */
    public record Pace(int most, Duration slice, int others, Duration pause, Duration rest) {
        /** For data whose search takes long. */
        public static final Pace DEFAULT = new Pace(1_000, Duration.ofMillis(2), 12, Duration.ofMillis(10), Duration.ofMinutes(10));
        /** For data that an index finds. */
        public static final Pace BRISK = new Pace(1_000, Duration.ofMillis(2), 8, Duration.ofMillis(10), Duration.ofMinutes(1));
    }

    private final GroupCommit commits;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Pace pace;
    private final AtomicInteger busy = new AtomicInteger();
    private volatile boolean closed;

    public Retention(GroupCommit commits, ScheduledExecutorService timer, Clock clock, Pace pace) {
        this.commits = Objects.requireNonNull(commits);
        this.timer = Objects.requireNonNull(timer);
        this.clock = Objects.requireNonNull(clock);
        this.pace = Objects.requireNonNull(pace);
    }

    /**
     * Starts to enforce a retention.
     *
     * @param what for the log
     * @param kept zero for no limit
     */
    public void keep(String what, Duration kept, RetentionJob job) {
        if (!kept.isZero()) {
            new Sweep(what, kept, job).schedule(pace.pause().toNanos());
        }
    }

    /** As {@link #keep}, for rows that carry their own expiry: {@code before} is the current time. */
    public void expire(String what, RetentionJob job) {
        new Sweep(what, Duration.ZERO, job).schedule(pace.pause().toNanos());
    }

    /** The successive slices of one kind. */
    private final class Sweep {
        private final String what;
        private final Duration kept;
        private final RetentionJob job;
        private volatile int most = Math.min(FIRST, pace.most());
        private volatile boolean more;
        /** Set by the last attempt: a write may run twice. */
        private volatile int deleted;
        private volatile long took;

        private Sweep(String what, Duration kept, RetentionJob job) {
            this.what = what;
            this.kept = kept;
            this.job = job;
        }

        private void schedule(long nanos) {
            if (!closed && !timer.isShutdown()) {
                timer.schedule(this::run, nanos, TimeUnit.NANOSECONDS);
            }
        }

        private void run() {
            if (closed) {
                return;
            }
            long begun = System.nanoTime();
            int asked = most;
            Write write = job.delete(clock.instant().minus(kept), asked, number -> deleted = number);
            commits.submit(handle -> {
                long start = System.nanoTime();
                deleted = 0;
                write.apply(handle);
                took = System.nanoTime() - start;
            }).whenComplete((done, failure) -> {
                if (failure != null && !closed) {
                    LOG.log(DatabaseFault.level(failure),
                            "Expired " + what + " could not be deleted; the deletion will be retried", failure);
                }
                schedule(next(failure == null && deleted >= asked, System.nanoTime() - begun));
            });
        }

        /**
         * Returns the delay of the next slice. A writer with a long queue is left alone for as long as the slice has waited in it.
         *
         * @param waited until the slice was durable
         */
        private long next(boolean goesOn, long waited) {
            if (goesOn != more) {
                more = goesOn;
                busy.addAndGet(goesOn ? 1 : -1);
            }
            if (!goesOn) {
                most = Math.min(FIRST, pace.most());
                return pace.rest().toNanos();
            }
            long fits = Math.max(pace.slice().toNanos(), Math.min(MAX_SLICE.toNanos(), (waited - took) / SHARE_OF_WAIT));
            most = size(most, took, fits, pace);
            return Math.max(pace.pause().toNanos(), Math.max(took * pace.others() * busy.get(), waited));
        }
    }

    /** Returns how many rows fit into a slice of this many nanoseconds, judged by the last one; at most twice as many as then. */
    static int size(int last, long took, long slice, Pace pace) {
        long fits = last * slice / Math.max(1, took);
        return (int) Math.max(1, Math.min(pace.most(), Math.min(fits, last * 2L)));
    }

    /** Does not wait for a slice in progress. */
    @Override
    public void close() {
        closed = true;
    }
}
