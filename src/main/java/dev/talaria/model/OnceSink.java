package dev.talaria.model;

import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import jakarta.json.JsonObject;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps what providers owe their sinks: one call at a time, exactly one end, nothing after it. What comes later is dropped.
 * Safe for many threads by one lock around each call of the sink.
 */
public final class OnceSink implements ModelSink {
    private final ModelSink target;
    private final Consumer<Problem> failures;
    private final Runnable completions;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean over;
    private volatile boolean touched;

    public OnceSink(ModelSink target) {
        this(target, problem -> { }, () -> { });
    }

    /**
     * Also tells others of the end, before the sink.
     *
     * @param failures    is told of a failure; must be quick and must not throw, as the other
     * @param completions is run where the call was completed
     */
    public OnceSink(ModelSink target, Consumer<Problem> failures, Runnable completions) {
        this.target = Objects.requireNonNull(target);
        this.failures = Objects.requireNonNull(failures);
        this.completions = Objects.requireNonNull(completions);
    }

    /** Ends it without telling the sink, for a cancelled call. Does not wait for a delta that another thread is delivering. */
    public void silence() {
        over = true;
    }

    public boolean isOver() {
        return over;
    }

    /** Whether the sink has been told anything at all. */
    public boolean isTouched() {
        return touched;
    }

    @Override
    public void text(String delta, String logprobs) {
        deliver(() -> target.text(delta, logprobs));
    }

    @Override
    public void reasoning(String delta, String form) {
        deliver(() -> target.reasoning(delta, form));
    }

    @Override
    public void refusal(String delta) {
        deliver(() -> target.refusal(delta));
    }

    @Override
    public void extension(JsonObject members) {
        deliver(() -> target.extension(members));
    }

    @Override
    public void toolCall(int index, String id, String name, String arguments, JsonObject extensions) {
        deliver(() -> target.toolCall(index, id, name, arguments, extensions));
    }

    /** Takes no lock for the whole of it: each piece does. */
    @Override
    public <T> T together(Supplier<T> pieces) {
        return target.together(pieces);
    }

    @Override
    public void completed(FinishReason finish, Usage usage) {
        deliver(() -> {
            over = true;
            completions.run();
            target.completed(finish, usage);
        });
    }

    @Override
    public void failed(Problem problem) {
        deliver(() -> {
            over = true;
            failures.accept(problem);
            target.failed(problem);
        });
    }

    private void deliver(Runnable call) {
        lock.lock();
        try {
            if (!over) {
                touched = true;
                call.run();
            }
        } finally {
            lock.unlock();
        }
    }
}
