package dev.talaria.api.http.reply;

import dev.talaria.error.Problem;
import dev.talaria.event.EventStream.Numbered;
import java.time.Instant;
import java.util.List;

/**
 * Turns a run's events into the frames of one dialect. One object per connection, single-threaded, no I/O, no clock:
 * its output depends on nothing but the events from the first on, so a replay renders the same.
 */
public interface EventRenderer {
    /** What goes out before the first event, at the moment the stream is committed. */
    List<SseFrame> open();

    /** The last call is for the {@link dev.talaria.event.RunEnded}; its frames end the stream. */
    List<SseFrame> render(Numbered numbered);

    /**
     * What tells the reader that the stream breaks off, whatever becomes of the run; nothing is rendered after it. A clean end would be
     * taken for a whole answer.
     *
     * @param at when the last event before it happened
     */
    List<SseFrame> broken(Problem why, Instant at);
}
