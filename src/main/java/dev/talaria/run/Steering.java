package dev.talaria.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.message.Message;
import java.util.ArrayList;
import java.util.List;

/** Messages that were sent to a running turn and wait for its next model call. Bounded; safe for many threads. */
public final class Steering {
    private static final int MAX_WAITING = 100;

    @GuardedBy("this")
    private final List<Message> waiting = new ArrayList<>(0);
    @GuardedBy("this")
    private boolean closed;

    /** Adds a message; returns false if the turn accepts no more. */
    public synchronized boolean add(Message message) {
        if (closed || waiting.size() >= MAX_WAITING) {
            return false;
        }
        return waiting.add(message);
    }

    /** Removes and returns the waiting messages, in order. */
    public synchronized List<Message> take() {
        List<Message> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    /** Closes the queue and returns the waiting messages; the caller must store them. */
    public synchronized List<Message> close() {
        closed = true;
        return take();
    }

    /** Closes the queue if it is empty; returns false if a message waits, which must be handled first. */
    public synchronized boolean closeIfEmpty() {
        closed = waiting.isEmpty();
        return closed;
    }
}
