package dev.talaria.testing;

import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.store.Write;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A memory that answers as it is told and keeps a list of what it was given. Safe for many threads. */
public final class FakeMemory extends ForgetfulMemory {
    private final List<MemoryTurn> remembered = new CopyOnWriteArrayList<>();
    private volatile Function<RecallQuery, Recall> answer;
    private volatile boolean interruptible;

    public FakeMemory(Function<RecallQuery, Recall> answer) {
        this.answer = answer;
    }

    public void answering(Function<RecallQuery, Recall> other) {
        this.answer = other;
    }

    public FakeMemory allowingInterrupts() {
        interruptible = true;
        return this;
    }

    /** The turns of which the transaction ran. */
    public List<MemoryTurn> remembered() {
        return List.copyOf(remembered);
    }

    @Override
    public Recall recall(RecallQuery query) {
        return answer.apply(query);
    }

    @Override
    public Write remember(MemoryTurn turn) {
        return handle -> remembered.add(turn);
    }

    @Override
    public boolean interruptible() {
        return interruptible;
    }

    @Override
    public String description() {
        return "fake";
    }

    @Override
    public void close() {
        answer = query -> Recall.DEGRADED;
    }
}
