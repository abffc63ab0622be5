package dev.talaria.model.demo;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.message.ToolCall;
import dev.talaria.model.ModelCall;
import dev.talaria.model.OnceSink;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Streams one reply in chunks. At most one task of the executor works on it at a time; it can be ended from any thread. */
final class DemoCall implements ModelCall {
    /** Number of chunks that a reply without pauses sends before other calls get their turn. */
    private static final int CHUNKS_A_TASK = 64;
    static final Problem CLOSED = Problem.of(ErrorCode.UPSTREAM_ERROR, "The demo model was closed");

    private final DemoReply reply;
    private final OnceSink sink;
    private final ScheduledExecutorService pace;
    private final Consumer<DemoCall> whenOver;
    private volatile Future<?> pending;
    private int next;

    DemoCall(DemoReply reply, OnceSink sink, ScheduledExecutorService pace, Consumer<DemoCall> whenOver) {
        this.reply = reply;
        this.sink = sink;
        this.pace = pace;
        this.whenOver = whenOver;
    }

    void continueAfter(long delayMillis) {
        try {
            pending = pace.schedule(this::advance, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    @Override
    public void cancel() {
        sink.silence();
        stop();
    }

    void close() {
        sink.failed(CLOSED);
        stop();
    }

    private void stop() {
        Future<?> task = pending;
        if (task != null) {
            task.cancel(false);
        }
        whenOver.accept(this);
    }

    private void advance() {
        int atOnce = reply.pause().isZero() ? CHUNKS_A_TASK : 1;
        for (int i = 0; i < atOnce && !sink.isOver(); i++) {
            say(next++);
        }
        if (sink.isOver()) {
            whenOver.accept(this);
        } else {
            continueAfter(reply.pause().toMillis());
        }
    }

    private void say(int chunk) {
        int thoughts = reply.reasoning().size();
        int words = reply.text().size();
        if (chunk < thoughts) {
            sink.reasoning(reply.reasoning().get(chunk));
        } else if (chunk < thoughts + words) {
            sink.text(reply.text().get(chunk - thoughts), null);
        } else if (chunk < thoughts + words + reply.calls().size()) {
            int index = chunk - thoughts - words;
            ToolCall call = reply.calls().get(index);
            sink.toolCall(index, call.id(), call.name(), call.arguments());
        } else {
            end();
        }
    }

    private void end() {
        if (reply.problem() != null) {
            sink.failed(reply.problem());
        } else {
            sink.completed(reply.finish(), reply.usage());
        }
    }
}
