package dev.talaria.model.openai;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelSink;
import dev.talaria.model.OnceSink;
import dev.talaria.model.openai.compat.RequestAttempts;
import dev.talaria.text.LogText;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One model call. If the upstream, before any output, refuses a part that the client did not ask for, the call is repeated in another form.
 * Safe for many threads: attempts follow one another, and cancelling ends the current one.
 */
final class AdaptiveCall implements ModelCall {
    private static final Logger LOG = System.getLogger(AdaptiveCall.class.getName());

    private final RequestAttempts attempts;
    private final OnceSink sink;
    private final Exchanges exchanges;
    private final Consumer<OpenAiCall> launcher;
    private final ReentrantLock lock = new ReentrantLock();
    @GuardedBy("lock")
    private OpenAiCall current;
    @GuardedBy("lock")
    private boolean cancelled;

    /** Creates the call of one attempt. */
    @FunctionalInterface
    interface Exchanges {
        /** @param recorder must be put in front of the reader of the reply */
        OpenAiCall prepare(RequestAttempts form, OnceSink sink, RefusalRecorder recorder);
    }

    /** @param launcher starts a prepared call */
    AdaptiveCall(RequestAttempts attempts, OnceSink sink, Exchanges exchanges, Consumer<OpenAiCall> launcher) {
        this.attempts = attempts;
        this.sink = sink;
        this.exchanges = exchanges;
        this.launcher = launcher;
    }

    /** Makes the next attempt. Does nothing once the call is cancelled. */
    void attempt() {
        Reply reply = new Reply();
        OpenAiCall call = exchanges.prepare(attempts, new OnceSink(reply), reply.recorder);
        lock.lock();
        try {
            if (cancelled) {
                return;
            }
            current = call;
        } finally {
            lock.unlock();
        }
        launcher.accept(call);
    }

    @Override
    public void cancel() {
        sink.silence();
        OpenAiCall running;
        lock.lock();
        try {
            cancelled = true;
            running = current;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.cancel();
        }
    }

    /** The reply to one attempt. Passes everything on to the caller except a failure before the first delta. */
    private final class Reply implements ModelSink {
        private final RefusalRecorder recorder = new RefusalRecorder();
        private boolean begun;

        private OnceSink begun() {
            if (!begun) {
                begun = true;
                attempts.answered();
            }
            return sink;
        }

        @Override
        public void text(String delta, String logprobs) {
            begun().text(delta, logprobs);
        }

        @Override
        public void reasoning(String delta, String form) {
            begun().reasoning(delta, form);
        }

        @Override
        public void refusal(String delta) {
            begun().refusal(delta);
        }

        @Override
        public void extension(JsonObject members) {
            begun().extension(members);
        }

        @Override
        public void toolCall(int index, String id, String name, String arguments, JsonObject extensions) {
            begun().toolCall(index, id, name, arguments, extensions);
        }

        @Override
        public <T> T together(Supplier<T> pieces) {
            return sink.together(pieces);
        }

        @Override
        public void completed(FinishReason finish, Usage usage) {
            begun().completed(finish, usage);
        }

        @Override
        public void failed(Problem problem) {
            if (begun || sink.isOver()) {
                sink.failed(problem);
            } else if (!triesAgain(problem)) {
                sink.failed(attempts.told(problem, recorder.refusal(problem)));
            }
        }

        /** Starts the next attempt and returns whether it did. Catches exceptions, so that the caller always receives an end. */
        private boolean triesAgain(Problem problem) {
            try {
                if (attempts.refused(problem, recorder.refusal(problem))) {
                    attempt();
                    return true;
                }
            } catch (RuntimeException fault) {
                LOG.log(Level.ERROR, "A refused model call could not be repeated", LogText.plain(fault));
            }
            return false;
        }
    }
}
