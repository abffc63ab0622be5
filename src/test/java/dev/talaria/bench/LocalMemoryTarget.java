package dev.talaria.bench;

import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.Embedder;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.embedding.ModelInProcess;
import dev.talaria.memory.local.LocalMemory;
import dev.talaria.memory.local.semantic.EmbeddingSearch;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;

/** The built-in memory over a database in memory, called directly. */
final class LocalMemoryTarget implements MemoryTarget {
    private static final TalariaConfig.Memory CONFIG = new TalariaConfig.Memory(true, Duration.ofMinutes(1), 2_000, "en", 256L << 20);
    private static final Duration QUERY_DEADLINE = Duration.ofSeconds(1);
    private static final long POLL_NANOS = 50_000_000;
    private static final int WAITING_AT_MOST = 2_000;

    private final Database database = TestDatabase.sqlite();
    private final GroupCommit writer = TestDatabase.writer(database);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final ExecutorService queries = Executors.newFixedThreadPool(2);
    private final SemanticSearch semantic;
    private final LocalMemory memory;

    /** @param embedding whether it compares meanings too, by the model on the class path */
    LocalMemoryTarget(boolean embedding) {
        semantic = embedding ? EmbeddingSearch.start(database, writer,
                new EmbeddingSearch.Parts(model(), queries, worker, timer, QUERY_DEADLINE)) : SemanticSearch.OFF;
        memory = new LocalMemory(database, writer, CONFIG, Clock.systemUTC(), semantic);
    }

    private static Embedder model() {
        return new ModelInProcess(ServiceLoader.load(EmbeddingModelFactory.class).findFirst().orElseThrow().create());
    }

    @Override
    public void remember(String scope, List<LocomoConversation.Spoken> turns) {
        for (int from = 0; from < turns.size(); from += WAITING_AT_MOST) {
            List<LocomoConversation.Spoken> some = turns.subList(from, Math.min(from + WAITING_AT_MOST, turns.size()));
            CompletableFuture.allOf(some.stream().map(turn -> writer.submit(memory.remember(turn(scope, turn))))
                    .toArray(CompletableFuture<?>[]::new)).join();
        }
    }

    private static MemoryTurn turn(String scope, LocomoConversation.Spoken turn) {
        return new MemoryTurn(Peer.of(scope(scope)), SessionRef.named("bench", "", turn.session()), turn.id(), 0,
                List.of(new MemoryTurn.Utterance(Role.USER, turn.speaker(), turn.text(), turn.at())));
    }

    @Override
    public void settle(String scope, int turns) {
        while (semantic != SemanticSearch.OFF && semantic.known(scope(scope)) < turns) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public List<Instant> search(String scope, String text, int limit) {
        return memory.search(Peer.of(scope(scope)), new SearchQuery(text, limit, null, null)).stream()
                .map(found -> found.item().at()).toList();
    }

    private static MemoryScope scope(String key) {
        return MemoryScope.ofKey("bench", key);
    }

    @Override
    public void close() {
        memory.close();
        List.of(timer, worker, queries).forEach(ExecutorService::shutdown);
        writer.close();
        database.close();
    }
}
