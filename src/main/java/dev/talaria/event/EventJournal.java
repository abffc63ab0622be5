package dev.talaria.event;

import dev.talaria.error.Problem;
import dev.talaria.event.EventStream.Numbered;
import java.util.List;

/** Where the events of one run are kept beyond memory. Implemented beside the tables; nothing here blocks. */
public interface EventJournal {

    /** Takes an event over; readers see it once {@link EventStream#show} says that it is stored. Called in the order of the events. */
    void take(Numbered event);

    /**
     * Reads stored events in order, as many as fit a page.
     *
     * @param after the last sequence the reader has; -1 for none
     * @param pages is told once, never on the calling thread
     */
    void read(long after, Pages pages);

    /** Takes what was read. */
    interface Pages {
        /** @param events empty where there are none after the last that the reader has */
        void read(List<Numbered> events);

        /** They may be there, and cannot be read now. */
        void unreadable(Problem why);
    }
}
