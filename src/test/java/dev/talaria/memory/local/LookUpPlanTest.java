package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.memory.Incoming;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.sql.WantedRows;
import dev.talaria.testing.TestDatabase;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How databases look up some rows of a scope; PostgreSQL, of one that has come since it last counted anything. */
class LookUpPlanTest {
    private static final MemoryScope SCOPE = new MemoryScope("acme", "new");
    private static final Pattern WHOLE = Pattern.compile("Seq Scan|Hash|Merge");
    private static final int MESSAGES = 3_000;
    private static final List<Long> SEQS = LongStream.range(0, 100).mapToObj(i -> 7 * i + 1).toList();
    private static final List<String> IDS = List.of("sent-1", "sent-500", "sent-2000");

    private Database database;

    private void importInto(Database opened) {
        database = opened;
        List<Incoming> messages = IntStream.range(0, MESSAGES).mapToObj(i -> new Incoming("sent-" + i, null, Role.USER, "Ann",
                "Number " + i, Instant.EPOCH.plusSeconds(i), JsonValue.EMPTY_JSON_OBJECT)).toList();
        try (GroupCommit writer = TestDatabase.writer(database)) {
            writer.commit(handle -> ImportStore.write(handle, SCOPE, messages, Instant.EPOCH));
        }
    }

    private void importUncounted() {
        Database postgres = TestDatabase.postgres();
        postgres.read(handle -> handle.execute("ALTER TABLE memory_item SET (autovacuum_enabled = false)"));
        importInto(postgres);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void picksEachOfManyRowsByItsNumberInSqlite() {
        importInto(TestDatabase.sqlite());

        assertEachIsSearched(MemoryStore.PICKED, wanted(List.of(), SEQS), "seq=?");
    }

    @Test
    void findsTheScopesOfASessionByTheSessionInSqlite() {
        importInto(TestDatabase.sqlite());

        String plan = database.read(handle -> handle.createQuery("EXPLAIN QUERY PLAN " + ForgettingStore.SCOPES_OF_SESSION)
                .bind("tenant", SCOPE.tenant()).bind("session", "s").map((row, context) -> row.getString("detail")).one());

        assertTrue(plan.contains("session=? AND tenant=?"), plan);
    }

    @Test
    void asksForEachIdThatWasSentInSqlite() {
        importInto(TestDatabase.sqlite());

        assertEachIsSearched(ImportStore.KNOWN, wanted(IDS, List.of()), "import_id=?");
    }

    @Test
    void asksForEachIdThatWasGivenHereInSqlite() {
        importInto(TestDatabase.sqlite());

        assertEachIsSearched(ImportStore.OWN, wanted(IDS, SEQS.subList(0, IDS.size())), "seq=?");
    }

    @Test
    void picksEachOfManyRowsByItsNumber() {
        importUncounted();

        assertEachIsLookedUp(MemoryStore.PICKED, wanted(List.of(), SEQS), "seq = ");
    }

    @Test
    void asksForEachIdThatWasSent() {
        importUncounted();

        assertEachIsLookedUp(ImportStore.KNOWN, wanted(IDS, List.of()), "import_id");
    }

    @Test
    void asksForEachIdThatWasGivenHere() {
        importUncounted();

        assertEachIsLookedUp(ImportStore.OWN, wanted(IDS, SEQS.subList(0, IDS.size())), "seq = ");
    }

    @Test
    void leavesNoOtherIndexThatBeginsWithTheTenantToBeMistakenForThePrimaryKey() {
        importUncounted();

        List<String> beginning = database.read(handle -> handle.createQuery(
                "SELECT indexname FROM pg_indexes WHERE tablename = 'memory_item' AND indexdef LIKE '%(tenant,%'")
                .mapTo(String.class).list());

        assertEquals(List.of("memory_item_pkey"), beginning);
    }

    private static WantedRows wanted(List<String> ids, List<Long> seqs) {
        return new WantedRows(SCOPE.tenant(), SCOPE.id(), ids, seqs);
    }

    private void assertEachIsLookedUp(String statement, WantedRows wanted, String by) {
        List<String> plan = database.read(handle -> wanted.in(handle.createQuery("EXPLAIN " + statement))
                .mapTo(String.class).list());

        List<String> conditions = plan.stream().filter(line -> line.contains("Index Cond:")).toList();
        assertTrue(!conditions.isEmpty() && conditions.stream().allMatch(line -> line.contains(by)), () -> String.join("\n", plan));
        assertEquals(List.of(), plan.stream().filter(line -> WHOLE.matcher(line).find()).toList());
    }

    private void assertEachIsSearched(String statement, WantedRows wanted, String by) {
        List<String> plan = database.read(handle -> wanted.in(handle.createQuery("EXPLAIN QUERY PLAN " + statement))
                .map((row, context) -> row.getString("detail")).list());

        List<String> tables = plan.stream().filter(line -> line.matches("(SCAN|SEARCH) [hi] .*")).toList();
        assertTrue(!tables.isEmpty() && tables.stream().allMatch(line -> line.contains(by)), () -> String.join("\n", plan));
    }
}
