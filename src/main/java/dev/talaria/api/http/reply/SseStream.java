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
 * One client's event stream: a cursor over a run's events, a renderer, and a channel to the client.
 * It commits at the first event of the model or of a tool, or after one interval of silence; a failure before that is an HTTP error.
 */
public final class SseStream implements ResponseChannel.Source {
    /** More than this is not merged into one write. */
    private static final int MERGED_BYTES = 64 * 1024;

    private static final System.Logger LOG = System.getLogger(SseStream.class.getName());

    private final Run run;
    private final EventRenderer renderer;
    private final Disconnect onDisconnect;
    private final Supplier<Map<String, String>> headers;
    private final ResponseChannel channel;
    private final ByteArrayOutputStream merged = new ByteArrayOutputStream(512);
    private final EventStream.Cursor cursor;
    /** What the renderer gave before the commit: it goes out behind the opening, or nowhere where the run is refused. */
    private final List<SseFrame> early = new ArrayList<>(0);
    private final boolean commitsAtOnce;
    private EventStream.Numbered last;
    private boolean takenDown;
    private boolean committed;
    private boolean ended;
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
        // Who stores the events of many runs tells all their readers, of which none may hold up the others.
        boolean toldByJournal = commitsAtOnce || run.head().durable();
        this.cursor = run.events().cursor(after, toldByJournal ? channel::wakeSoon : channel::wake);
    }

    /**
     * One more reader of a run: it commits at once, and its leaving changes nothing.
     *
     * @param after the sequence of the last event that the reader has; -1 for none
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
        boolean opens = commitsAtOnce && !committed;
        if (opens) {
            commit();
        }
        try {
            takeAll();
        } catch (EventStream.FellBehindException e) {
            breakOff(e.problem());
        } catch (RuntimeException | Error e) {
            if (ended) {
                throw e;
            }
            LOG.log(System.Logger.Level.ERROR, "The stream of " + run.id() + " broke off", LogText.plain(e));
            breakOff(Problem.internal(run.scope().requestId()));
        }
        if (beatDue && !ended && merged.size() == 0) {
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
        while (!ended && merged.size() < MERGED_BYTES) {
            EventStream.Numbered event = cursor.poll();
            if (event == null) {
                break;
            }
            take(event);
        }
        if (takenDown && !ended) {
            endEarly();
        } else if (!ended && cursor.isPastEnd()) {
            finish();
        }
    }

    /** A reader who joined comes back for the rest; whose run it is will be told by nobody else. */
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

    /** Tells the client that the rest cannot be had, whatever becomes of the run. */
    private void breakOff(Problem why) {
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
        if (!committed && ends && !(event instanceof RunEnded.RunCompleted)) {
            refuse(((RunEnded) event).failure().orElseThrow());
        } else {
            if (event.commits() || ends) {
                commit();
            }
            List<SseFrame> frames = renderer.render(numbered);
            if (committed) {
                write(frames);
            } else {
                early.addAll(frames);
            }
        }
        if (ends) {
            finish();
        }
    }

    private void commit() {
        if (!committed) {
            channel.head().stream(headers.get());
            committed = true;
            write(renderer.open());
            write(early);
        }
    }

    private void refuse(Problem problem) {
        committed = true;
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
        ended = true;
        cursor.close();
    }

    @Override
    public boolean finished() {
        return ended;
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
