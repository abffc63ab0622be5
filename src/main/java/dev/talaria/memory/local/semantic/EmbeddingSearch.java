package dev.talaria.memory.local.semantic;

import dev.talaria.memory.Embedder;
import dev.talaria.memory.local.text.SpokenNames;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Semantic search with an embedder. Vectors of passages are computed in the background; nothing waits for them. */
public final class EmbeddingSearch implements SemanticSearch {
    private final Embedder embedder;
    private final VectorStore store;
    private final Backlog backlog;
    private final QueryVectors queries;

    /**
     * What the search needs. The caller closes all of it afterwards.
     *
     * @param queries  bounded, with a bounded queue
     * @param worker   one thread, which may block for long
     * @param deadline how long a search waits for its query's vector
     */
    public record Parts(Embedder embedder, ExecutorService queries, ExecutorService worker, ScheduledExecutorService timer,
                        Duration deadline) {
    }

    private EmbeddingSearch(Database database, GroupCommit commits, Parts parts) {
        this.embedder = parts.embedder();
        this.store = new VectorStore(database, embedder.model());
        this.backlog = new Backlog(store, commits, embedder, parts.timer(), parts.worker(), Backlog.Pace.DEFAULT);
        this.queries = new QueryVectors(embedder, parts.queries(), parts.deadline());
    }

    /** Starts the background work. */
    public static EmbeddingSearch start(Database database, GroupCommit commits, Parts parts) {
        EmbeddingSearch embeddingSearch = new EmbeddingSearch(database, commits, parts);
        embeddingSearch.backlog.start();
        return embeddingSearch;
    }

    @Override
    public long known(MemoryScope scope) {
        return store.known(scope);
    }

    @Override
    public OptionalLong pending(MemoryScope scope) {
        return OptionalLong.of(store.pending(scope));
    }

    @Override
    public void read(MemoryScope scope, long after, long upTo, BiConsumer<Long, byte[]> each) {
        store.read(scope, after, upTo, each);
    }

    @Override
    public Optional<float[]> ofQuery(String text, Supplier<SpokenNames> names) {
        return queries.of(names.get().asked(text));
    }

    @Override
    public void wake(MemoryScope scope) {
        backlog.wake(scope);
    }

    @Override
    public int bytesPerTurn() {
        return embedder.dimension();
    }

    @Override
    public Optional<String> trouble() {
        return backlog.trouble().or(queries::trouble);
    }

    @Override
    public String description() {
        return "words and meaning by " + embedder.description();
    }

    @Override
    public void close() {
        backlog.close();
    }
}
