package dev.talaria.bench;

import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.local.LocalMemory;
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
import java.util.concurrent.CompletableFuture;

/** The built-in memory over a database in memory, called directly. */
final class LocalMemoryTarget implements MemoryTarget {
    private static final TalariaConfig.Memory CONFIG = new TalariaConfig.Memory(true, Duration.ofMinutes(1), 2_000, "en", 256L << 20);
    private static final int WAITING_AT_MOST = 2_000;

    private final Database database = TestDatabase.memory();
    private final GroupCommit writer = TestDatabase.writer(database);
    private final LocalMemory memory = new LocalMemory(database, writer, CONFIG, Clock.systemUTC());

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
                List.of(new MemoryTurn.Said(Role.USER, turn.speaker(), turn.text(), turn.at())));
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
        writer.close();
        database.close();
    }
}
