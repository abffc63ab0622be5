package dev.talaria.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.agent.turn.FenceFilter;
import dev.talaria.agent.turn.ModelReply;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.heap.HeapBudget;
import dev.talaria.json.Deltas;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Part;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelSink;
import dev.talaria.run.Run;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Collects one model call on the model's I/O thread: appends visible pieces to the run as they arrive, and keeps the whole reply for the
 * turn. Opaque members are held back until the reply proves to be the client's: those of a server tool's step are not for it. A closed
 * collector drops everything, so that the turn's thread is the only writer again. Safe for both threads.
 */
final class ReplyCollector implements ModelSink {
    /** Heap bytes a character of the answer takes: in its event, in the answer, and in the rendered and stored forms. */
    private static final int HEAP_A_CHARACTER = 8;
    private static final long COUNTED = 32 * 1024;
    /** Heap a piece takes beside its text, in characters. */
    private static final int PIECE = 24;
    private static final int CALL = 128;

    private final Run run;
    private final Set<String> clientTools;
    private final FenceFilter fence;
    private final CompletableFuture<Problem> end = new CompletableFuture<>();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    @GuardedBy("this")
    private final StringBuilder text = new StringBuilder();
    @GuardedBy("this")
    private final StringBuilder reasoning = new StringBuilder();
    @GuardedBy("this")
    private final StringBuilder refusal = new StringBuilder();
    private final String origin;
    @GuardedBy("this")
    private final List<JsonObject> heldExtensions = new ArrayList<>(0);
    @GuardedBy("this")
    private final List<String> logprobs = new ArrayList<>(0);
    @GuardedBy("this")
    private final List<Call> calls = new ArrayList<>(0);
    @GuardedBy("this")
    private final Map<Integer, Call> byIndex = new HashMap<>(0);
    @GuardedBy("this")
    private JsonObject extension = JsonValue.EMPTY_JSON_OBJECT;
    @GuardedBy("this")
    private String reasoningForm;
    @GuardedBy("this")
    private String pendingBreak;
    @GuardedBy("this")
    private FinishReason finish = FinishReason.STOP;
    @GuardedBy("this")
    private Usage usage = Usage.NONE;
    @GuardedBy("this")
    private boolean closed;
    @GuardedBy("this")
    private boolean touched;
    private final Bounds bounds;
    /** Bytes of heap not yet reported to the bounds. */
    private long uncounted;

    /** A tool call received so far. */
    private static final class Call {
        private final String id;
        private final String name;
        private final int clientIndex;
        private final StringBuilder arguments = new StringBuilder();
        private JsonObject extensions = JsonValue.EMPTY_JSON_OBJECT;

        private Call(String id, String name, int clientIndex) {
            this.id = id;
            this.name = name;
            this.clientIndex = clientIndex;
        }
    }

    /**
     * The bounds on one reply.
     *
     * @param calls tool calls
     * @param heap  the reservation that the reply is counted in; the caller closes it
     */
    record Bounds(int calls, HeapBudget.Reservation heap) {
    }

    /**
     * @param separator sent to the reader before this call's first text; empty if there was no text before
     * @param origin    of the upstream that is called
     * @param bounds    beyond which the reply is cut and the call fails
     */
    ReplyCollector(Run run, Set<String> clientTools, FenceFilter fence, String separator, String origin, Bounds bounds) {
        this.run = run;
        this.clientTools = clientTools;
        this.fence = fence;
        this.pendingBreak = separator;
        this.origin = origin;
        this.bounds = bounds;
    }

    /** Counts more characters; returns false if the reply is cut instead. Earlier output is kept. */
    @GuardedBy("this")
    private boolean takes(long characters) {
        if (closed) {
            return false;
        }
        if (!touched && characters > PIECE) {
            touched = true;
            begun.complete(null);
        }
        uncounted += characters * HEAP_A_CHARACTER;
        if (uncounted < COUNTED) {
            return true;
        }
        try {
            bounds.heap().grow(uncounted);
            uncounted = 0;
            return true;
        } catch (ApiException full) {
            boolean everFits = full.code() == ErrorCode.OVERLOADED;
            cut(everFits ? full.problem() : Problem.of(ErrorCode.UPSTREAM_ERROR,
                    "The upstream's answer needs more memory than the server has left; it was truncated"));
            return false;
        }
    }

    @GuardedBy("this")
    private void cut(Problem why) {
        closed = true;
        end.complete(why);
    }

    @Override
    public synchronized void text(String delta, String probabilities) {
        if (takes(delta.length() + PIECE + (probabilities == null ? 0 : probabilities.length()))) {
            say(fence.filter(delta), probabilities);
        }
    }

    @GuardedBy("this")
    private void say(String words, String probabilities) {
        if (closed || words.isEmpty() && probabilities == null) {
            return;
        }
        showExtensions();
        if (!pendingBreak.isEmpty() && !words.isEmpty()) {
            run.append(new AgentEvent.TextDelta(pendingBreak, null));
            pendingBreak = "";
        }
        text.append(words);
        if (probabilities != null) {
            logprobs.add(probabilities);
        }
        run.append(new AgentEvent.TextDelta(words, probabilities));
    }

    @Override
    public synchronized void reasoning(String delta, String form) {
        if (!delta.isEmpty() && takes(delta.length() + PIECE)) {
            reasoningForm = form;
            reasoning.append(delta);
            run.append(new AgentEvent.ReasoningDelta(delta));
        }
    }

    @Override
    public synchronized void refusal(String delta) {
        if (!delta.isEmpty() && takes(delta.length() + PIECE)) {
            refusal.append(delta);
            run.append(new AgentEvent.RefusalDelta(delta));
        }
    }

    @Override
    public synchronized void extension(JsonObject members) {
        if (members.isEmpty() || !takes(members.toString().length() + PIECE)) {
            return;
        }
        extension = Deltas.merge(extension, members);
        heldExtensions.add(members);
        if (!text.isEmpty() || clientCalls() > 0) {
            showExtensions();
        }
    }

    @GuardedBy("this")
    private void showExtensions() {
        heldExtensions.forEach(members -> run.append(new AgentEvent.ExtensionDelta(members)));
        heldExtensions.clear();
    }

    @Override
    public synchronized void toolCall(int index, String id, String name, String arguments, JsonObject extensions) {
        if (!takes(arguments.length() + PIECE + (extensions.isEmpty() ? 0 : extensions.toString().length()))) {
            return;
        }
        boolean begins = id != null;
        if (begins) {
            if (calls.size() == bounds.calls()) {
                cut(Problem.of(ErrorCode.UPSTREAM_ERROR, "The model made more than " + bounds.calls() + " tool calls in one step"));
                return;
            }
            if (!takes(CALL)) {
                return;
            }
            calls.add(new Call(id, name, clientTools.contains(name) ? clientCalls() : -1));
            byIndex.put(index, calls.get(calls.size() - 1));
        }
        Call call = byIndex.get(index);
        if (call == null) {
            return;
        }
        call.arguments.append(arguments);
        call.extensions = Deltas.merge(call.extensions, extensions);
        if (call.clientIndex >= 0) {
            showExtensions();
            run.append(new AgentEvent.ToolCallDelta(call.clientIndex, begins ? id : null, begins ? name : null, arguments, extensions));
        }
    }

    @GuardedBy("this")
    private int clientCalls() {
        return (int) calls.stream().filter(call -> call.clientIndex >= 0).count();
    }

    @Override
    public <T> T together(Supplier<T> pieces) {
        return run.together(pieces);
    }

    @Override
    public void completed(FinishReason reason, Usage used) {
        end(null, reason, used);
    }

    @Override
    public void failed(Problem problem) {
        end(problem, FinishReason.STOP, Usage.NONE);
    }

    /** The first end closes the collector; later ones are ignored, because a cancelled provider may report a failure. */
    private void end(Problem problem, FinishReason reason, Usage used) {
        synchronized (this) {
            if (closed) {
                return;
            }
            finish = reason;
            usage = used;
            try {
                say(fence.flush(), null);
                if (calls.isEmpty()) {
                    showExtensions();
                }
            } catch (RuntimeException | Error e) {
                closed = true;
                end.completeExceptionally(e);
                throw e;
            }
            closed = true;
        }
        end.complete(problem);
        begun.complete(null);
    }

    /** Completes with null if the model finished, with the problem if it failed. */
    CompletableFuture<Problem> end() {
        return end;
    }

    /** Completes when something of the answer has arrived, or the call has ended. */
    Future<?> begun() {
        return begun;
    }

    /** Returns whether anything of the answer has arrived. */
    synchronized boolean isTouched() {
        return touched;
    }

    /** Closes the collector; it drops what arrives later. */
    synchronized void close() {
        closed = true;
    }

    /** Closes the collector unless something of the answer has arrived, or the call has ended; returns whether it did. */
    synchronized boolean closeUntouched() {
        boolean closes = !touched && !closed;
        closed |= closes;
        return closes;
    }

    /** Closes the collector and ends the wait for it. */
    void cancel() {
        close();
        end.cancel(false);
        begun.complete(null);
    }

    synchronized ModelReply reply() {
        Part.Reasoning thought = reasoning.isEmpty() ? null : new Part.Reasoning(reasoning.toString(), reasoningForm);
        return new ModelReply(text.toString(), thought, refusal.toString(), List.copyOf(logprobs), new Part.Extension(extension, origin),
                calls.stream().map(call -> new ToolCall(call.id, call.name, call.arguments.toString(), call.extensions)).toList(),
                finish, usage);
    }
}
