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
 * Deletes what has been kept long enough: in slices, each a write like any other and so small that nobody waits long for it. How much goes
 * into a slice follows from how long the one before has taken, and the pause after it too, so that most of the writer's time stays with
 * those who wait for answers, whatever the disk and the size of things. Blocks no thread; safe for many. Closed it begins no further slice.
 */
public final class Retention implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Retention.class.getName());
    private static final int FIRST = 10;
    /** Where everybody waits anyway, a slice may take a tenth of that: else little would ever go on a busy machine. */
    private static final int SHARE_OF_WAIT = 10;
    private static final Duration MAX_SLICE = Duration.ofMillis(20);

    /** One kind of thing that is kept for a time. */
    @FunctionalInterface
    public interface RetentionJob {
        /**
         * Deletes the oldest.
         *
         * @param before  what is younger stays
         * @param most    how many things go at the most
         * @param deleted told within the write how many went; as many as might where there is more to do
         */
        Write delete(Instant before, int most, IntConsumer deleted);
    }

    /**
     * @param most   things in a slice at the most; the first slices are smaller
     * @param slice  how long a slice may keep the writer from others; a tenth of what they wait anyway, where that is more
     * @param others how many times as long they have it to themselves afterwards, for each kind that there is much of
     * @param pause  between two slices at the least
     * @param rest   until the next look once all is done
     */
    public record Pace(int most, Duration slice, int others, Duration pause, Duration rest) {
        /** For what takes long to look through. */
        public static final Pace DEFAULT = new Pace(1_000, Duration.ofMillis(2), 12, Duration.ofMillis(10), Duration.ofMinutes(10));
        /** For what an index finds. */
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
     * Begins to enforce.
     *
     * @param what for the log
     * @param kept zero for ever
     */
    public void keep(String what, Duration kept, RetentionJob job) {
        if (!kept.isZero()) {
            new Sweep(what, kept, job).schedule(pace.pause().toNanos());
        }
    }

    /** As {@link #keep}, for things that have stood on their own until when they are kept: {@code before} is now. */
    public void expire(String what, RetentionJob job) {
        new Sweep(what, Duration.ZERO, job).schedule(pace.pause().toNanos());
    }

    /** One kind's slices, one after another. */
    private final class Sweep {
        private final String what;
        private final Duration kept;
        private final RetentionJob job;
        private volatile int most = Math.min(FIRST, pace.most());
        private volatile boolean more;
        /** Of the last attempt: a write may run twice. */
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
                    LOG.log(DatabaseFault.level(failure), "Old " + what + " could not be deleted; it is tried again later", failure);
                }
                schedule(next(failure == null && deleted >= asked, System.nanoTime() - begun));
            });
        }

        /**
         * How long until the next slice. A writer with a long queue is left alone for as long as the slice has waited in it.
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

    /** What of a kind fits into a slice of so many nanoseconds, by how long the last one took; at the most it doubles. */
    static int size(int last, long took, long slice, Pace pace) {
        long fits = last * slice / Math.max(1, took);
        return (int) Math.max(1, Math.min(pace.most(), Math.min(fits, last * 2L)));
    }

    /** What is under way is left to the database. */
    @Override
    public void close() {
        closed = true;
    }
}
