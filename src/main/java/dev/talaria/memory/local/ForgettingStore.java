package dev.talaria.memory.local;

import dev.talaria.memory.ScopeStore;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Deletes rows of {@code memory_item}, in slices, so that no transaction keeps other writers waiting. Safe for many threads. */
final class ForgettingStore {
    static final int SLICE = 5_000;
    private static final String FIRST = """
            SELECT MIN(i.seq) FROM memory_item i JOIN memory_scope s ON s.tenant = i.tenant AND s.scope = i.scope
            WHERE i.tenant = :tenant AND i.scope = :scope AND i.seq <= s.forgotten""";
    private static final String UNSWEPT = """
            SELECT s.tenant, s.scope FROM memory_scope s WHERE s.forgotten > 0 AND EXISTS (SELECT 1 FROM memory_item i
            WHERE i.tenant = s.tenant AND i.scope = s.scope AND i.seq <= s.forgotten)""";
    private static final String SWEEP = """
            DELETE FROM memory_item WHERE tenant = :tenant AND scope = :scope AND seq < :end
            AND seq <= (SELECT forgotten FROM memory_scope WHERE tenant = :tenant AND scope = :scope)""";
    /** Asked for distinct scopes, or for their order, SQLite reads all that the tenant has. */
    static final String SCOPES_OF_SESSION = """
            SELECT scope FROM memory_item WHERE tenant = :tenant AND session = :session ORDER BY session""";
    private static final String SESSION = """
            DELETE FROM memory_item WHERE tenant = :tenant AND scope = :scope AND session = :session""";
    private static final String ITEM = """
            DELETE FROM memory_item WHERE tenant = :tenant AND scope = :scope AND seq >= :first AND seq <= :last AND id = :id""";

    private final Database database;

    ForgettingStore(Database database) {
        this.database = database;
    }

    /** Returns the first row that is forgotten and not deleted yet. */
    OptionalLong firstForgotten(MemoryScope scope) {
        Long first = database.read(handle -> handle.createQuery(FIRST).bind("tenant", scope.tenant()).bind("scope", scope.id())
                .mapTo(Long.class).findOne().orElse(null));
        return first == null ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** Returns the scopes with forgotten rows that are not deleted yet. */
    List<MemoryScope> unswept() {
        return database.read(handle -> handle.createQuery(UNSWEPT)
                .map((row, context) -> new MemoryScope(row.getString("tenant"), row.getString("scope"))).list());
    }

    /** Forgets everything up to the last sequence number; {@link #sweep} deletes the rows. */
    static Write forget(MemoryScope scope, Instant now) {
        return handle -> {
            ScopeStore.take(handle, scope, 0, now);
            ScopeStore.forget(handle, scope);
            SnapshotStore.drop(handle, scope);
            UndrawnStore.forget(handle, scope);
        };
    }

    /** Deletes forgotten rows below a sequence number. */
    static Write sweep(MemoryScope scope, long end) {
        return handle -> handle.createUpdate(SWEEP).bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("end", end).execute();
    }

    /** Deletes a session from every scope that contains it. */
    static Write session(String tenant, String session, Instant now) {
        return handle -> {
            // Locked in one order by everybody.
            Set<String> scopes = new TreeSet<>(handle.createQuery(SCOPES_OF_SESSION).bind("tenant", tenant).bind("session", session)
                    .mapTo(String.class).set());
            for (String id : scopes) {
                MemoryScope scope = new MemoryScope(tenant, id);
                ScopeStore.take(handle, scope, 0, now);
                DrawnStore.dropOfSession(handle, scope, session);
                UndrawnStore.forget(handle, scope, session);
                handle.createUpdate(SESSION).bind("tenant", tenant).bind("scope", id).bind("session", session).execute();
                ScopeStore.revise(handle, scope);
                SnapshotStore.drop(handle, scope);
            }
        };
    }

    static Write item(MemoryScope scope, Row head) {
        return handle -> {
            ScopeStore.noteTaken(handle, scope);
            SnapshotStore.drop(handle, scope);
            DrawnStore.dropOfItem(handle, scope, head);
            handle.createUpdate(ITEM).bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("first", head.head())
                    .bind("last", head.last()).bind("id", head.item().id()).execute();
        };
    }
}
