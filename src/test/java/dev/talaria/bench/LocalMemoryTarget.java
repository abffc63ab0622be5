package dev.talaria.bench;

import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.local.LocalMemory;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;

/** The built-in memory over a database in memory, called directly. */
final class LocalMemoryTarget implements MemoryTarget {
    private static final int GROUP = 256;
    private static final TalariaConfig.Memory CONFIG = new TalariaConfig.Memory(true, Duration.ofMinutes(1), 2_000, "en", 256L << 20);

    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:bench;DB_CLOSE_DELAY=-1", "sa", "");
    private final Jdbi jdbi = Jdbi.create(pool);
    private final LocalMemory memory;

    LocalMemoryTarget() {
        try (InputStream in = LocalMemory.class.getResourceAsStream("/dev/talaria/db/V2__memory.sql")) {
            String tables = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            jdbi.useHandle(handle -> handle.createScript(tables).execute());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        memory = new LocalMemory(jdbi, CONFIG, Clock.systemUTC());
    }

    @Override
    public void remember(String scope, List<LocomoConversation.Spoken> turns) {
        for (int from = 0; from < turns.size(); from += GROUP) {
            List<LocomoConversation.Spoken> group = turns.subList(from, Math.min(from + GROUP, turns.size()));
            jdbi.useTransaction(handle -> group.forEach(turn -> memory.remember(turn(scope, turn)).apply(handle)));
        }
    }

    private static MemoryTurn turn(String scope, LocomoConversation.Spoken turn) {
        return new MemoryTurn(scope(scope), turn.session(), turn.id(),
                List.of(new MemoryTurn.Said(Role.USER, turn.speaker(), turn.text(), turn.at())));
    }

    @Override
    public List<Instant> search(String scope, String text, int limit) {
        return memory.search(scope(scope), text, limit, null, null).stream().map(found -> found.item().at()).toList();
    }

    private static MemoryScope scope(String key) {
        return MemoryScope.ofKey("bench", key);
    }

    @Override
    public void close() {
        memory.close();
        pool.dispose();
    }
}
