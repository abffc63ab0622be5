package dev.talaria.model;

import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Remembers every call of a sink in order, as one line each. */
public final class RecordingSink implements ModelSink {
    private static final int PATIENCE_SECONDS = 20;

    private final List<String> calls = new ArrayList<>();
    private final List<Integer> together = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Semaphore deltas = new Semaphore(0);
    private FinishReason finish;
    private Usage usage;
    private String form;
    private Problem problem;

    @Override
    public synchronized void text(String delta, String logprobs) {
        text.append(delta);
        delta("text " + delta + (logprobs == null ? "" : " " + logprobs));
    }

    @Override
    public synchronized void reasoning(String delta, String itsForm) {
        form = itsForm;
        delta("reasoning " + delta);
    }

    @Override
    public synchronized void extension(JsonObject members) {
        delta("extension " + members);
    }

    @Override
    public synchronized void refusal(String delta) {
        delta("refusal " + delta);
    }

    @Override
    public synchronized void toolCall(int index, String id, String name, String arguments, JsonObject extensions) {
        delta("tool " + index + " " + id + " " + name + " " + arguments + (extensions.isEmpty() ? "" : " " + extensions));
    }

    @Override
    public <T> T together(Supplier<T> pieces) {
        synchronized (this) {
            together.add(calls.size());
        }
        return pieces.get();
    }

    /** How many calls had been told each time before some more came together. */
    public synchronized List<Integer> together() {
        return List.copyOf(together);
    }

    @Override
    public synchronized void completed(FinishReason reason, Usage tokens) {
        finish = reason;
        usage = tokens;
        calls.add("completed " + reason);
        end.countDown();
    }

    @Override
    public synchronized void failed(Problem why) {
        problem = why;
        calls.add("failed " + why.code());
        end.countDown();
    }

    private void delta(String line) {
        calls.add(line);
        deltas.release();
    }

    public RecordingSink awaitEnd() throws InterruptedException {
        if (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no end came after " + calls());
        }
        return this;
    }

    /** Waits for one more delta than was waited for before. */
    public RecordingSink awaitDelta() throws InterruptedException {
        if (!deltas.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no delta came");
        }
        return this;
    }

    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized String text() {
        return text.toString();
    }

    public synchronized FinishReason finish() {
        return finish;
    }

    /** That of the last thought; null before the first. */
    public synchronized String form() {
        return form;
    }

    public synchronized Usage usage() {
        return usage;
    }

    public synchronized Problem problem() {
        return problem;
    }
}
