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
 * Deletes what has been kept long enough: in slices, each a write like any other, so that nobody waits long for them.
 * Blocks no thread; safe for many. Closed it begins no further slice.
 */
public final class Retention implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Retention.class.getName());

    /** One kind of thing that is kept for a time. */
    @FunctionalInterface
    public interface Slice {
        /**
         * Deletes the oldest.
         *
         * @param before  what is younger stays
         * @param most    how many things go at the most
         * @param deleted told within the write how many went
         */
        Write delete(Instant before, int most, IntConsumer deleted);
    }

    /**
     * @param most  the size of a slice
     * @param pause between two slices while there is more
     * @param rest  until the next look once all is done
     */
    public record Pace(int most, Duration pause, Duration rest) {
        /** For few things with much in them. */
        public static final Pace USUAL = new Pace(20, Duration.ofSeconds(1), Duration.ofMinutes(10));
        /** For many that are small. */
        public static final Pace BRISK = new Pace(200, Duration.ofMillis(500), Duration.ofMinutes(1));
    }

    private final GroupCommit commits;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Pace pace;
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
    public void keep(String what, Duration kept, Slice slice) {
        if (!kept.isZero()) {
            schedule(what, kept, slice, pace.pause());
        }
    }

    /** As {@link #keep}, for things that have stood on their own until when they are kept: {@code before} is now. */
    public void expire(String what, Slice slice) {
        schedule(what, Duration.ZERO, slice, pace.pause());
    }

    private void schedule(String what, Duration kept, Slice slice, Duration delay) {
        if (!closed && !timer.isShutdown()) {
            timer.schedule(() -> run(what, kept, slice), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void run(String what, Duration kept, Slice slice) {
        if (closed) {
            return;
        }
        AtomicInteger deleted = new AtomicInteger();
        commits.submit(slice.delete(clock.instant().minus(kept), pace.most(), deleted::set)).whenComplete((done, failure) -> {
            if (failure != null && !closed) {
                LOG.log(DatabaseFault.level(failure), "Old " + what + " could not be deleted; it is tried again later", failure);
            }
            boolean more = failure == null && deleted.get() >= pace.most();
            schedule(what, kept, slice, more ? pace.pause() : pace.rest());
        });
    }

    /** What is under way is left to the database. */
    @Override
    public void close() {
        closed = true;
    }
}
