package dev.talaria.api.http.reply;

import dev.talaria.error.Problem;
import dev.talaria.event.EventStream.Numbered;
import java.time.Instant;
import java.util.List;

/**
 * Renders a run's events as the SSE frames of one API. One object for each connection; single-threaded, no I/O, no clock: the output
 * depends only on the events from the first on, so that a replay is identical.
 */
public interface EventRenderer {
    /** Returns what goes out before the first event, when the stream is committed. */
    List<SseFrame> open();

    /** Renders an event. The last one is the {@link dev.talaria.event.RunEnded}; its frames end the stream. */
    List<SseFrame> render(Numbered numbered);

    /**
     * Returns frames that tell the reader that the stream breaks off, whatever happens to the run; nothing is rendered afterwards. A clean
     * end would look like a complete answer.
     *
     * @param at the time of the last event before it
     */
    List<SseFrame> broken(Problem why, Instant at);
}
