package dev.talaria.api.http.reply;

import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream;
import dev.talaria.event.RunEnded;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.run.Run;
import dev.talaria.scope.Preferences.Disconnect;
import dev.talaria.text.LogText;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One client's event stream: a cursor over a run's events, a renderer, and a channel. It commits at the first event of the model or a tool,
 * or after one interval of silence; a failure before that is an HTTP error.
 */
public final class SseStream implements ResponseChannel.Source {
    /** The state of a stream; it only advances. */
    private enum State {
        /** Nothing was sent; a failure is an HTTP error. */
        UNCOMMITTED,
        /** Status and headers were sent; a failure is an event. */
        STREAMING,
        /** The last bytes were returned. */
        ENDED
    }

    /** Maximum number of bytes merged into one write. */
    private static final int MERGED_BYTES = 64 * 1024;

    private static final System.Logger LOG = System.getLogger(SseStream.class.getName());

    private final Run run;
    private final EventRenderer renderer;
    private final Disconnect onDisconnect;
    private final Supplier<Map<String, String>> headers;
    private final ResponseChannel channel;
    private final ByteArrayOutputStream merged = new ByteArrayOutputStream(512);
    private final EventStream.Cursor cursor;
    /** Frames rendered before the commit: sent after the opening ones, or dropped if the run is rejected. */
    private final List<SseFrame> early = new ArrayList<>(0);
    private final boolean commitsAtOnce;
    private State state = State.UNCOMMITTED;
    private EventStream.Numbered last;
    /** Whether the application is being undeployed; an end of the run that is already there goes out first. */
    private boolean takenDown;
    /** Whether it has been silent for too long. */
    private volatile boolean beatDue;
    private volatile long lastWrite = System.nanoTime();

    public SseStream(Run run, EventRenderer renderer, Disconnect onDisconnect, Supplier<Map<String, String>> headers,
                     ResponseChannel channel) {
        this(run, renderer, onDisconnect, headers, channel, -1, false);
    }

    private SseStream(Run run, EventRenderer renderer, Disconnect onDisconnect, Supplier<Map<String, String>> headers,
                      ResponseChannel channel, long after, boolean commitsAtOnce) {
        this.run = run;
        this.renderer = renderer;
        this.onDisconnect = onDisconnect;
        this.headers = headers;
        this.channel = channel;
        this.commitsAtOnce = commitsAtOnce;
        // The thread that stores the events of many runs notifies all their readers, none of which may delay the others.
        boolean toldByJournal = commitsAtOnce || run.head().durable();
        this.cursor = run.events().cursor(after, toldByJournal ? channel::wakeSoon : channel::wake);
    }

    /**
     * Returns the stream of one more reader of a run: it commits at once, and its leaving has no effect on the run.
     *
     * @param after the reader's last sequence number; -1 for none
     */
    public static SseStream joining(Run run, EventRenderer renderer, long after, Supplier<Map<String, String>> headers,
                                    ResponseChannel channel) {
        return new SseStream(run, renderer, Disconnect.DETACH, headers, channel, after, true);
    }

    public void start() {
        channel.start(this);
    }

    @Override
    public byte[] next() {
        merged.reset();
        boolean opens = commitsAtOnce && state == State.UNCOMMITTED;
        if (opens) {
            commit();
        }
        try {
            takeAll();
        } catch (EventStream.FellBehindException e) {
            breakOff(e.problem());
        } catch (RuntimeException | Error e) {
            if (finished()) {
                throw e;
            }
            LOG.log(System.Logger.Level.ERROR, "The stream of " + run.id() + " was cut off", LogText.plain(e));
            breakOff(Problem.internal(run.scope().requestId()));
        }
        if (beatDue && !finished() && merged.size() == 0) {
            commit();
            SseFrame.KEEPALIVE.writeTo(merged);
        }
        if (merged.size() == 0 && !opens) {
            return null;
        }
        beatDue = false;
        lastWrite = System.nanoTime();
        return merged.toByteArray();
    }

    private void takeAll() {
        while (!finished() && merged.size() < MERGED_BYTES) {
            EventStream.Numbered event = cursor.poll();
            if (event == null) {
                break;
            }
            take(event);
        }
        if (takenDown && !finished()) {
            endEarly();
        } else if (!finished() && cursor.isPastEnd()) {
            finish();
        }
    }

    /** A reader that joined can return for the rest; the run's own client would learn the rest nowhere else. */
    private void endEarly() {
        if (commitsAtOnce) {
            breakOff(ErrorMapper.SHUTTING_DOWN);
        } else {
            long sequence = last == null ? 0 : last.sequence() + 1;
            Message nothing = new Message(Role.ASSISTANT, List.of(), null);
            take(new EventStream.Numbered(sequence, lastMoment(),
                    new RunEnded.RunCancelled(Cancellation.Reason.SHUTDOWN, nothing, Usage.NONE)));
        }
    }

    /** Tells the client that the rest is not available, whatever happens to the run. */
    private void breakOff(Problem why) {
        boolean committed = state == State.STREAMING;
        finish();
        if (committed) {
            write(renderer.broken(why, lastMoment()));
        } else {
            refuse(why);
        }
    }

    private Instant lastMoment() {
        return last == null ? run.created() : last.at();
    }

    private void take(EventStream.Numbered numbered) {
        last = numbered;
        AgentEvent event = numbered.event();
        boolean ends = event instanceof RunEnded;
        if (state == State.UNCOMMITTED && ends && !(event instanceof RunEnded.RunCompleted)) {
            refuse(((RunEnded) event).failure().orElseThrow());
        } else {
            if (event.commits() || ends) {
                commit();
            }
            List<SseFrame> frames = renderer.render(numbered);
            if (state == State.UNCOMMITTED) {
                early.addAll(frames);
            } else {
                write(frames);
            }
        }
        if (ends) {
            finish();
        }
    }

    private void commit() {
        if (state == State.UNCOMMITTED) {
            channel.head().stream(headers.get());
            state = State.STREAMING;
            write(renderer.open());
            write(early);
        }
    }

    private void refuse(Problem problem) {
        Reply reply = ErrorMapper.reply(problem);
        byte[] body = reply.bytes();
        channel.head().whole(reply, body.length, headers.get());
        merged.writeBytes(body);
    }

    private void write(List<SseFrame> frames) {
        for (SseFrame frame : frames) {
            frame.writeTo(merged);
        }
    }

    private void finish() {
        state = State.ENDED;
        cursor.close();
    }

    @Override
    public boolean finished() {
        return state == State.ENDED;
    }

    @Override
    public void takenDown() {
        takenDown = true;
    }

    @Override
    public void lost() {
        cursor.close();
        if (onDisconnect == Disconnect.CANCEL && run.events().readers() == 0) {
            run.cancellation().cancel(Cancellation.Reason.CLIENT_LEFT);
        }
    }

    @Override
    public void beat(long now, long silenceNanos) {
        if (now - lastWrite >= silenceNanos) {
            beatDue = true;
            channel.wakeSoon();
        }
    }
}
