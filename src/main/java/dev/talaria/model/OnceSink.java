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
 * Enforces the contract between providers and sinks: one call at a time, exactly one end, nothing after it. Drops later calls. Safe for
 * many threads: one lock guards each call of the sink.
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
     * Creates a sink that reports the end to listeners before it ends the target. Listeners must be quick and must not throw.
     *
     * @param failures    called when the call has failed
     * @param completions called when the call has completed
     */
    public OnceSink(ModelSink target, Consumer<Problem> failures, Runnable completions) {
        this.target = Objects.requireNonNull(target);
        this.failures = Objects.requireNonNull(failures);
        this.completions = Objects.requireNonNull(completions);
    }

    /** Ends the call without notifying the target, for a cancelled call. Does not wait for a delta that another thread is delivering. */
    public void silence() {
        over = true;
    }

    public boolean isOver() {
        return over;
    }

    /** Returns whether the target has received anything at all. */
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

    /** Holds no lock for the whole group; each delta takes it. */
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
