package dev.talaria.bench;

import dev.talaria.agent.turn.MemoryFence;
import dev.talaria.agent.turn.ProfileSection;
import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.local.LocalMemory;
import dev.talaria.memory.local.semantic.EmbeddingSearch;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.message.Message;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;

/** The built-in memory over a database in memory, called directly. */
final class LocalMemoryTarget implements MemoryTarget {
    private static final TalariaConfig.Memory CONFIG = new TalariaConfig.Memory(true, Duration.ofMinutes(1), 2_000, "en", 256L << 20);
    private static final SessionRef ASKING = SessionRef.named("bench", "", "asking");
    private static final Duration QUERY_DEADLINE = Duration.ofSeconds(5);
    private static final long POLL_NANOS = 50_000_000;
    private static final int WAITING_AT_MOST = 2_000;

    private final Database database = TestDatabase.sqlite();
    private final GroupCommit writer = TestDatabase.writer(database);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final ExecutorService queries = Executors.newFixedThreadPool(2);
    private final SemanticSearch semantic;
    private final LocalMemory memory;
    private final Map<String, String> ids = new HashMap<>();

    /** @param embedding whether it compares meanings too, and by which model */
    LocalMemoryTarget(EmbeddingOption embedding) {
        semantic = embedding.model().<SemanticSearch>map(model -> EmbeddingSearch.start(database, writer,
                new EmbeddingSearch.Parts(model, queries, worker, timer, QUERY_DEADLINE))).orElse(SemanticSearch.OFF);
        memory = new LocalMemory(database, writer, CONFIG, Clock.systemUTC(), semantic);
    }

    @Override
    public void remember(String scope, List<Conversation.Spoken> messages) {
        for (int from = 0; from < messages.size(); from += WAITING_AT_MOST) {
            List<Conversation.Spoken> some = messages.subList(from, Math.min(from + WAITING_AT_MOST, messages.size()));
            List<Incoming.Outcome> outcomes = memory.importing(peer(scope), some.stream().map(said -> new Incoming(said.id(),
                    said.session() == null ? null : SessionRef.named("bench", "", said.session()), said.role(), said.speaker(),
                    said.text(), said.at(), JsonValue.EMPTY_JSON_OBJECT)).toList());
            for (int i = 0; i < some.size(); i++) {
                ids.put(scope + outcomes.get(i).id(), some.get(i).id());
            }
        }
    }

    @Override
    public void settle(String scope) {
        while (semantic.pending(peer(scope).scope()).orElse(0) > 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public List<String> search(String scope, String text, int limit) {
        return memory.search(peer(scope), new SearchQuery(text, limit, null, null)).stream()
                .map(found -> ids.get(scope + found.item().id())).toList();
    }

    @Override
    public Optional<Told> told(String scope, String question, List<String> before, int tokens) {
        Recall recall = memory.recall(new RecallQuery(peer(scope), ASKING, question, String.join("\n", before),
                tokens - MemoryFence.TOKENS));
        ProfileSection profile = ProfileSection.of(memory.aboutUser(peer(scope)));
        String asked = MemoryFence.random().around(List.of(Message.user(question)), profile, recall, Instant.now()).get(0).text();
        String block = asked.substring(0, asked.length() - question.length());
        return Optional.of(new Told(block, recall.items().stream().map(item -> ids.get(scope + item.id())).toList()));
    }

    private static Peer peer(String key) {
        return Peer.of(MemoryScope.ofKey("bench", key));
    }

    @Override
    public void close() {
        memory.close();
        List.of(timer, worker, queries).forEach(ExecutorService::shutdown);
        writer.close();
        database.close();
    }
}
