package dev.talaria.testing;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelSink;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A model that plays one script a call, in order, on threads of its own; a call without a script is answered by {@code ok}. */
public final class ScriptedModel implements ModelProvider {
    /** What one call does with its sink. */
    @FunctionalInterface
    public interface Script {
        void play(ModelSink sink) throws Exception;
    }

    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<ModelRequest> requests = new CopyOnWriteArrayList<>();
    private final Semaphore started = new Semaphore(0);
    private final Semaphore cancelled = new Semaphore(0);
    private final ExecutorService threads = Executors.newCachedThreadPool(TestDatabase.daemons());
    private volatile RuntimeException refusal;

    public ScriptedModel then(Script script) {
        scripts.add(script);
        return this;
    }

    public ScriptedModel says(String... pieces) {
        return then(sink -> {
            for (String piece : pieces) {
                sink.text(piece, null);
            }
            sink.completed(FinishReason.STOP, Usage.of(1, pieces.length));
        });
    }

    /** @param idNameArguments id, name, arguments, id, name, arguments … */
    public ScriptedModel calls(String... idNameArguments) {
        return then(sink -> {
            for (int i = 0; i < idNameArguments.length; i += 3) {
                sink.toolCall(i / 3, idNameArguments[i], idNameArguments[i + 1], idNameArguments[i + 2]);
            }
            sink.completed(FinishReason.TOOL_CALLS, Usage.of(1, 1));
        });
    }

    /** Says this much, then breaks. */
    public ScriptedModel breaksAfter(String... pieces) {
        return then(sink -> {
            for (String piece : pieces) {
                sink.text(piece, null);
            }
            sink.failed(Problem.of(ErrorCode.UPSTREAM_ERROR, "broken"));
        });
    }

    /** Says this much and nothing more until it is cancelled. */
    public ScriptedModel stallsAfter(String... pieces) {
        return then(sink -> {
            for (String piece : pieces) {
                sink.text(piece, null);
            }
        });
    }

    /** Lets every call throw instead of starting. */
    public ScriptedModel throwing(RuntimeException fault) {
        refusal = fault;
        return this;
    }

    public List<ModelRequest> requests() {
        return List.copyOf(requests);
    }

    /** Waits until one more call has played its script to the end. */
    public void awaitPlayed() throws InterruptedException {
        if (!started.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the model was not called");
        }
    }

    /** Waits until one more call was cancelled, which every call is when its turn is done with it. */
    public void awaitCancelled() throws InterruptedException {
        if (!cancelled.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the call was not cancelled");
        }
    }

    @Override
    public ModelCall start(ModelRequest request, ModelSink sink) {
        requests.add(request);
        if (refusal != null) {
            throw refusal;
        }
        Script script = scripts.poll();
        threads.execute(() -> {
            try {
                if (script == null) {
                    sink.text("ok", null);
                    sink.completed(FinishReason.STOP, Usage.NONE);
                } else {
                    script.play(sink);
                }
            } catch (Exception e) {
                sink.failed(Problem.of(ErrorCode.INTERNAL_ERROR, "the script failed: " + e));
            } finally {
                started.release();
            }
        });
        return cancelled::release;
    }

    @Override
    public String description() {
        return "a script";
    }

    @Override
    public String origin() {
        return "script";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
