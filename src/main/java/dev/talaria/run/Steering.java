package dev.talaria.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.message.Message;
import java.util.ArrayList;
import java.util.List;

/** Messages that were put into a running turn and wait for its next model call. Bounded; safe for many threads. */
public final class Steering {
    private static final int MAX_WAITING = 100;

    @GuardedBy("this")
    private final List<Message> waiting = new ArrayList<>(0);
    @GuardedBy("this")
    private boolean closed;

    /** False where the turn takes no more. */
    public synchronized boolean add(Message message) {
        if (closed || waiting.size() >= MAX_WAITING) {
            return false;
        }
        return waiting.add(message);
    }

    /** What waits, in order; it waits no longer. */
    public synchronized List<Message> take() {
        List<Message> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    /** Ends it; what still waits is for the caller to keep. */
    public synchronized List<Message> close() {
        closed = true;
        return take();
    }

    /** Ends it where nothing waits; false where something does and must be heeded first. */
    public synchronized boolean closeIfEmpty() {
        closed = waiting.isEmpty();
        return closed;
    }
}
