package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.memory.Incoming;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How PostgreSQL looks up some rows of a scope that has come since it last counted anything. */
class LookUpPlanTest {
    private static final MemoryScope SCOPE = new MemoryScope("acme", "new");
    private static final int MESSAGES = 3_000;
    private static final List<Long> SEQS = List.of(1L, 500L, 2_000L);
    private static final List<String> IDS = List.of("sent-1", "sent-500", "sent-2000");

    private Database database;

    @BeforeEach
    void importUncounted() {
        database = TestDatabase.postgres();
        database.read(handle -> handle.execute("ALTER TABLE memory_item SET (autovacuum_enabled = false)"));
        List<Incoming> messages = IntStream.range(0, MESSAGES).mapToObj(i -> new Incoming("sent-" + i, null, Role.USER, "Ann",
                "Number " + i, Instant.EPOCH.plusSeconds(i), JsonValue.EMPTY_JSON_OBJECT)).toList();
        try (GroupCommit writer = TestDatabase.writer(database)) {
            writer.commit(handle -> ImportStore.write(handle, SCOPE, messages, Instant.EPOCH));
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void picksEachRowByItsNumber() {
        assertEachIsLookedUp(MemoryStore.PICKED, "seq = ");
    }

    @Test
    void asksForEachIdThatWasSent() {
        assertEachIsLookedUp(ImportStore.KNOWN, "import_id");
    }

    @Test
    void asksForEachIdThatWasGivenHere() {
        assertEachIsLookedUp(ImportStore.OWN, "seq = ");
    }

    private void assertEachIsLookedUp(String statement, String by) {
        List<String> plan = database.read(handle -> {
            Query query = MemoryStore.wanted(handle.createQuery("EXPLAIN " + statement), SCOPE, SEQS.size());
            if (statement.contains(":ids")) {
                query.bindArray("ids", String.class, IDS);
            }
            if (statement.contains(":seqs")) {
                query.bindArray("seqs", Long.class, SEQS);
            }
            return query.mapTo(String.class).list();
        });

        List<String> conditions = plan.stream().filter(line -> line.contains("Index Cond:")).toList();
        assertTrue(!conditions.isEmpty() && conditions.stream().allMatch(line -> line.contains(by)), () -> String.join("\n", plan));
        assertEquals(List.of(), plan.stream().filter(line -> line.contains("Seq Scan") || line.contains("Hash")).toList());
    }
}
