package dev.talaria.testing;

import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A memory that notes what it is asked and given, and recalls what a test wants it to. */
public final class NotedMemory extends ForgetfulMemory {
    private final List<RecallQuery> queries = new CopyOnWriteArrayList<>();
    private final List<MemoryTurn> remembered = new CopyOnWriteArrayList<>();
    private volatile Recall recall = Recall.EMPTY;
    private volatile RuntimeException fault;
    private volatile long epoch;
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    public void recalls(String... texts) {
        recall = new Recall(Stream.of(texts).map(text -> new Recall.Item(text, Instant.EPOCH, Role.USER, null, text, 1)).toList(), false);
    }

    /** Every scope's, from now on. */
    public void reaches(long later) {
        epoch = later;
    }

    /** Lets a turn's first question wait until the latch is open. */
    public void hangsUntil(CountDownLatch open) {
        hanging = open;
    }

    @Override
    public long epoch(MemoryScope scope) {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return epoch;
    }

    public void breaks() {
        fault = new IllegalStateException("memory is broken");
    }

    public List<RecallQuery> queries() {
        return List.copyOf(queries);
    }

    /** What was committed. */
    public List<MemoryTurn> remembered() {
        return List.copyOf(remembered);
    }

    /** The texts that were committed, in order. */
    public List<String> texts() {
        return remembered.stream().flatMap(turn -> turn.utterances().stream()).map(MemoryTurn.Utterance::text).toList();
    }

    @Override
    public Recall recall(RecallQuery query) {
        queries.add(query);
        if (fault != null) {
            throw fault;
        }
        return recall;
    }

    @Override
    public Write remember(MemoryTurn turn) {
        return handle -> remembered.add(turn);
    }

    @Override
    public String description() {
        return "a notebook";
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
