package dev.talaria.event;

import dev.talaria.error.Problem;
import dev.talaria.event.EventStream.Numbered;
import java.util.List;

/** The journal of one run's events. Implemented beside the tables; never blocks. */
public interface EventJournal {

    /** Accepts an event; readers see it once {@link EventStream#show} reports that it is stored. Called in the order of the events. */
    void take(Numbered event);

    /**
     * Reads a page of stored events, in order.
     *
     * @param after the reader's last sequence number; -1 for none
     * @param pages called once, never on the calling thread
     */
    void read(long after, Pages pages);

    /** Accepts the page. */
    interface Pages {
        /** @param events empty if there are none after the reader's last */
        void read(List<Numbered> events);

        /** Reports that events cannot be read at the moment. */
        void unreadable(Problem why);
    }
}
