package dev.talaria.memory.local;

import dev.talaria.memory.ScopeStore;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.sql.Statements;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code memory_snapshot}: snapshots in parts. Safe for many threads. */
final class SnapshotStore {
    private static final String OF_SCOPE = " FROM memory_snapshot WHERE tenant = :tenant AND scope = :scope";
    private static final String READ = "SELECT data" + OF_SCOPE + " ORDER BY part LIMIT :limit";
    private static final String COUNT = "SELECT COUNT(*)" + OF_SCOPE + " AND made = :made";
    private static final String DROP = "DELETE" + OF_SCOPE;
    private static final String INSERT = "INSERT INTO memory_snapshot (tenant, scope, part, made, data) VALUES (?, ?, ?, ?, ?)";

    private final Database database;

    SnapshotStore(Database database) {
        this.database = database;
    }

    /** Returns the stored parts, in order. */
    List<byte[]> read(MemoryScope scope, int limit) {
        return database.read(handle -> handle.createQuery(READ).bind("tenant", scope.tenant()).bind("scope", scope.id())
                .bind("limit", limit).map((row, context) -> row.getBytes("data")).list());
    }

    /** Deletes the snapshot, which holds the words of all its rows; belongs into each transaction that deletes anything from the scope. */
    static void drop(Handle handle, MemoryScope scope) {
        handle.createUpdate(DROP).bind("tenant", scope.tenant()).bind("scope", scope.id()).execute();
    }

    /**
     * Stores the next part, within the handle's transaction; the first part replaces an older snapshot.
     *
     * @param mark the scope's before the first row of the snapshot was read
     * @param made the same for all parts of a snapshot and for no other
     * @return false, with nothing stored, if anything was deleted from the scope since, or another snapshot was started
     */
    static boolean add(Handle handle, MemoryScope scope, ScopeStore.Mark mark, long made, int part, byte[] data) {
        if (!ScopeStore.holdUnlessTaken(handle, scope, mark)) {
            return false;
        }
        if (part == 0) {
            drop(handle, scope);
        } else if (parts(handle, scope, made) != part) {
            return false;
        }
        Statements.insert(handle, INSERT, values -> values.text(scope.tenant()).text(scope.id()).number(part).number(made).bytes(data));
        return true;
    }

    private static int parts(Handle handle, MemoryScope scope, long made) {
        return handle.createQuery(COUNT).bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("made", made)
                .mapTo(Integer.class).one();
    }
}
