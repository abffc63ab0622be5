package dev.talaria.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The numbered events of one run: one writer at a time, any number of cursors, closed by {@link RunEnded}.
 * It keeps the last events up to a bound; a cursor that fell behind them is told so and never slows the writer.
 * Safe for many threads: one lock around state, wake-ups outside it.
 */
public final class EventStream {
    /** An event and its place, from 0. */
    public record Numbered(long sequence, AgentEvent event) {
        public Numbered {
            Objects.requireNonNull(event);
        }
    }

    /** One reader's place. Used by one thread at a time. */
    public final class Cursor implements AutoCloseable {
        private final Runnable wake;
        private long next;
        private volatile boolean closed;

        private Cursor(long next, Runnable wake) {
            this.next = next;
            this.wake = wake;
        }

        /**
         * The next event, or null where there is none yet.
         *
         * @throws FellBehindException where it is no longer kept
         */
        public Numbered poll() {
            synchronized (EventStream.this) {
                if (next < first) {
                    throw new FellBehindException();
                }
                int offset = (int) (next - first);
                return offset < kept.size() ? new Numbered(next++, kept.get(offset)) : null;
            }
        }

        /** No wake-up begins after this, but for one that another thread is just beginning. */
        @Override
        public void close() {
            closed = true;
            synchronized (EventStream.this) {
                cursors.remove(this);
            }
        }
    }

    /** The reader was slower than what is kept for it. */
    public static final class FellBehindException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private FellBehindException() {
            super("the reader fell behind the events that are kept", null, false, false);
        }
    }

    private final int capacity;
    private final List<Cursor> cursors = new ArrayList<>(1);
    private List<AgentEvent> kept = new ArrayList<>();
    private long first;
    private boolean ended;

    /** @param capacity how many events are kept at least; up to half as many more before the oldest go */
    public EventStream(int capacity) {
        this.capacity = capacity;
    }

    /** False, and nothing changed, where the stream has ended. Wakes every cursor on the calling thread. */
    public boolean append(AgentEvent event) {
        List<Cursor> toWake;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = event instanceof RunEnded;
            kept.add(event);
            if (kept.size() > capacity + capacity / 2) {
                int surplus = kept.size() - capacity;
                kept = new ArrayList<>(kept.subList(surplus, kept.size()));
                first += surplus;
            }
            toWake = List.copyOf(cursors);
        }
        for (Cursor cursor : toWake) {
            if (!cursor.closed) {
                cursor.wake.run();
            }
        }
        return true;
    }

    /**
     * A reader from the event after this sequence; -1 for all.
     *
     * @param wake called after each append, from the writer's thread: quick, never throwing
     */
    public synchronized Cursor cursor(long after, Runnable wake) {
        Cursor cursor = new Cursor(after + 1, wake);
        cursors.add(cursor);
        return cursor;
    }

    public synchronized boolean hasEnded() {
        return ended;
    }

    /** How many readers follow it now. */
    public synchronized int readers() {
        return cursors.size();
    }
}
