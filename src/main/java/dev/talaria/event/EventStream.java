package dev.talaria.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The numbered events of one run: one writer at a time, any number of cursors, closed by {@link RunEnded}. Keeps the latest events up to a
 * bound. With a journal an event is shown once it is stored, and a cursor that fell behind reads from the journal; without one such a
 * cursor fails. Neither slows the writer. Safe for many threads: one lock around state, wake-ups outside it.
 */
public final class EventStream {
    /** An event with its sequence number from 0, and its time to the microsecond. */
    public record Numbered(long sequence, Instant at, AgentEvent event) {
        public Numbered {
            Objects.requireNonNull(at);
            Objects.requireNonNull(event);
        }
    }

    /** The position of one reader. Used by one thread at a time. */
    public final class Cursor implements AutoCloseable, EventJournal.Pages {
        private final Runnable wake;
        @GuardedBy("EventStream.this")
        private final Deque<Numbered> page = new ArrayDeque<>(0);
        @GuardedBy("EventStream.this")
        private long next;
        @GuardedBy("EventStream.this")
        private boolean reading;
        @GuardedBy("EventStream.this")
        private Problem lost;
        private volatile boolean closed;

        private Cursor(long next, Runnable wake) {
            this.next = next;
            this.wake = wake;
        }

        /**
         * Returns the next event, or null if there is none yet; a wake-up follows once there is.
         *
         * @throws FellBehindException if the next event is not available any more
         */
        public Numbered poll() {
            long after;
            synchronized (EventStream.this) {
                Numbered found = page.isEmpty() ? inMemory() : page.poll();
                if (found != null) {
                    next = found.sequence() + 1;
                    return found;
                }
                if (reading || next > shown) {
                    return null;
                }
                reading = true;
                after = next - 1;
            }
            journal.read(after, this);
            return null;
        }

        /** Null if the event does not exist yet, or is only in the journal. */
        @GuardedBy("EventStream.this")
        private Numbered inMemory() {
            if (lost != null) {
                throw new FellBehindException(lost);
            }
            if (next < first && journal == null) {
                throw new FellBehindException(OUTRUN);
            }
            if (next > shown && broken != null) {
                throw new FellBehindException(broken);
            }
            return next <= shown && next >= first ? kept.get((int) (next - first)) : null;
        }

        /** Returns whether the stream has ended and the reader has seen all of it. */
        public boolean isPastEnd() {
            synchronized (EventStream.this) {
                return ended && next > shown && page.isEmpty();
            }
        }

        @Override
        public void read(List<Numbered> events) {
            arrived(events, events.isEmpty() ? GONE : null);
        }

        @Override
        public void unreadable(Problem why) {
            arrived(List.of(), Objects.requireNonNull(why));
        }

        private void arrived(List<Numbered> events, Problem why) {
            synchronized (EventStream.this) {
                reading = false;
                lost = why;
                page.addAll(events);
            }
            if (!closed) {
                wake.run();
            }
        }

        /** Ends wake-ups, except for one that another thread is just starting. */
        @Override
        public void close() {
            closed = true;
            synchronized (EventStream.this) {
                cursors = cursors.stream().filter(cursor -> cursor != this).toList();
            }
        }
    }

    /** The remaining events are not available: the reader was slower than the buffer, or events were lost or cannot be read. */
    public static final class FellBehindException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        private FellBehindException(Problem problem) {
            super(problem.message(), null, false, false);
            this.problem = problem;
        }

        /** Returns the reason, as the reader may see it. */
        public Problem problem() {
            return problem;
        }
    }

    private static final Problem OUTRUN = Problem.of(ErrorCode.EVENTS_EXPIRED, "The reader was too slow: events that it has not read "
            + "were discarded");
    private static final Problem GONE = Problem.of(ErrorCode.EVENTS_EXPIRED, "The events of the run have expired");

    private final int capacity;
    private final Clock clock;
    private final EventJournal journal;
    /** Replaced, never mutated. */
    @GuardedBy("this")
    private List<Cursor> cursors = List.of();
    @GuardedBy("this")
    private List<Numbered> kept = new ArrayList<>();
    @GuardedBy("this")
    private long first;
    @GuardedBy("this")
    private long shown;
    @GuardedBy("this")
    private boolean ended;
    /** How many threads are within {@link #together}. */
    @GuardedBy("this")
    private int gathering;
    /** How many events have not been announced to readers. */
    @GuardedBy("this")
    private int unseen;
    /** Why the stream was broken off; null if it was not. */
    @GuardedBy("this")
    private Problem broken;

    /** @param capacity minimum number of buffered events; up to half as many more before the oldest are dropped */
    public EventStream(int capacity, Clock clock) {
        this(capacity, clock, null);
    }

    /** @param journal stores events before they are shown; null for none */
    public EventStream(int capacity, Clock clock, EventJournal journal) {
        this(capacity, clock, journal, -1, false);
    }

    private EventStream(int capacity, Clock clock, EventJournal journal, long last, boolean ended) {
        this.capacity = capacity;
        this.clock = Objects.requireNonNull(clock);
        this.journal = journal;
        this.first = last + 1;
        this.shown = last;
        this.ended = ended;
    }

    /** Returns the stream of a run that resumes after this event, with all earlier ones in the journal. */
    public static EventStream continued(long last, int capacity, Clock clock, EventJournal journal) {
        return new EventStream(capacity, clock, journal, last, false);
    }

    /** Returns the stream of an ended run, with all events in the journal. */
    public static EventStream closed(long last, Clock clock, EventJournal journal) {
        return new EventStream(1, clock, journal, last, true);
    }

    /**
     * Appends an event and wakes the cursors that may see it, on the calling thread; returns false, with nothing changed, if the stream has
     * ended.
     */
    public boolean append(AgentEvent event) {
        return append(number(event));
    }

    /** Returns the event with the number and time that it gets if it is appended next: for an end that is stored before. */
    public Numbered number(AgentEvent event) {
        Instant now = clock.instant();
        synchronized (this) {
            return new Numbered(next(), now.truncatedTo(ChronoUnit.MICROS), event);
        }
    }

    /** As {@link #append(AgentEvent)}, for an event of {@link #number}; an end must have been stored since, if the other events are. */
    public boolean append(Numbered event) {
        List<Cursor> toWake;
        synchronized (this) {
            if (hasEnded()) {
                return false;
            }
            toWake = take(event.sequence() == next() ? event : new Numbered(next(), event.at(), event.event()));
        }
        wake(toWake);
        return true;
    }

    @GuardedBy("this")
    private long next() {
        return first + kept.size();
    }

    /** Does not journal the end: whoever ends the run stores it, in one transaction with what the run leaves behind. */
    @GuardedBy("this")
    private List<Cursor> take(Numbered event) {
        ended = event.event() instanceof RunEnded;
        kept.add(event);
        if (kept.size() > capacity + capacity / 2) {
            int surplus = kept.size() - capacity;
            kept = new ArrayList<>(kept.subList(surplus, kept.size()));
            first += surplus;
        }
        if (journal != null && !ended) {
            journal.take(event);
            return List.of();
        }
        shown = event.sequence();
        unseen++;
        return gathering > 0 && !ended && unseen < capacity / 2 ? List.of() : seen();
    }

    @GuardedBy("this")
    private List<Cursor> seen() {
        unseen = 0;
        return cursors;
    }

    /**
     * Runs {@code appends} and wakes readers once for all its events on the calling thread; earlier if so many come that a reader would
     * fall behind, or at an end. Readers may see the events before they are woken.
     */
    public <T> T together(Supplier<T> appends) {
        synchronized (this) {
            gathering++;
        }
        try {
            return appends.get();
        } finally {
            wake(gathered());
        }
    }

    private synchronized List<Cursor> gathered() {
        gathering--;
        return gathering > 0 || unseen == 0 ? List.of() : seen();
    }

    /** Reports that all events up to this sequence number are stored: readers may see them. Wakes every cursor on the calling thread. */
    public void show(long sequence) {
        List<Cursor> toWake;
        synchronized (this) {
            shown = Math.max(shown, sequence);
            toWake = cursors;
        }
        wake(toWake);
    }

    /**
     * Ends the stream without a last event, because none could be stored: readers get what was shown, then a {@link FellBehindException},
     * and may return later.
     */
    public void breakOff(Problem why) {
        List<Cursor> toWake;
        synchronized (this) {
            broken = Objects.requireNonNull(why);
            toWake = cursors;
        }
        wake(toWake);
    }

    /** A fault of one reader neither affects the writer nor keeps other readers from being woken. */
    private static void wake(List<Cursor> cursors) {
        for (Cursor cursor : cursors) {
            try {
                if (!cursor.closed) {
                    cursor.wake.run();
                }
            } catch (RuntimeException | Error e) {
                System.getLogger(EventStream.class.getName()).log(System.Logger.Level.ERROR, "A reader could not be notified", e);
            }
        }
    }

    /**
     * Returns a cursor after this sequence number; -1 for all events.
     *
     * @param wake called after each append, or each {@link #together}, on the writer's thread; must be quick and never throw
     */
    public synchronized Cursor cursor(long after, Runnable wake) {
        Cursor cursor = new Cursor(after + 1, wake);
        List<Cursor> more = new ArrayList<>(cursors);
        more.add(cursor);
        cursors = List.copyOf(more);
        return cursor;
    }

    public synchronized boolean hasEnded() {
        return ended || broken != null;
    }

    /** Returns the last sequence number that readers may see; -1 for none. */
    public synchronized long shown() {
        return shown;
    }

    /** Returns how many readers follow the stream. */
    public synchronized int readers() {
        return cursors.size();
    }
}
