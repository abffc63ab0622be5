package dev.talaria.event;

import dev.talaria.event.EventStream.Numbered;
import java.util.List;
import java.util.function.Consumer;

/** Where the events of one run are kept beyond memory. Implemented beside the tables; nothing here blocks. */
public interface EventJournal {

    /** Takes an event over; readers see it once {@link EventStream#show} says that it is stored. Called in the order of the events. */
    void take(Numbered event);

    /**
     * Reads stored events in order, as many as fit a page.
     *
     * @param after the last sequence the reader has; -1 for none
     * @param page  is given them once, never on the calling thread; none where there are none or they cannot be read
     */
    void read(long after, Consumer<List<Numbered>> page);
}
