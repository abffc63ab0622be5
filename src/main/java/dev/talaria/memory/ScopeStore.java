package dev.talaria.memory;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.sql.Dialect;
import dev.talaria.store.sql.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code memory_scope}, whose row lock serializes the writers of a scope, with any provider. Safe for many threads. */
public final class ScopeStore {
    /**
     * The counters of a scope.
     *
     * @param epoch     increases when the whole scope is forgotten
     * @param revision  increases when rows were deleted and an index must be rebuilt
     * @param forgotten the last sequence number that is forgotten
     * @param taken     increases when a single message was deleted, which an index learns with delay
     */
    public record Mark(long lastSeq, long epoch, long revision, long forgotten, long taken) {
    }

    private static final String TAKE = """
            INSERT INTO memory_scope (tenant, scope, last_seq, epoch, created_at, updated_at) VALUES (?, ?, ?, 0, ?, ?)
            ON CONFLICT (tenant, scope) DO UPDATE
            SET last_seq = memory_scope.last_seq + excluded.last_seq, updated_at = excluded.updated_at
            RETURNING last_seq, epoch, revision, forgotten, taken""";
    private static final String MARK = """
            SELECT last_seq, epoch, revision, forgotten, taken FROM memory_scope WHERE tenant = ? AND scope = ?""";
    private static final String FORGET = """
            UPDATE memory_scope SET epoch = epoch + 1, revision = revision + 1, forgotten = last_seq
            WHERE tenant = :tenant AND scope = :scope""";
    private static final String REVISE = """
            UPDATE memory_scope SET revision = revision + 1 WHERE tenant = :tenant AND scope = :scope""";

    private static final String TAKEN = """
            UPDATE memory_scope SET taken = taken + 1 WHERE tenant = :tenant AND scope = :scope""";
    private static final String HOLD = """
            SELECT revision, taken FROM memory_scope WHERE tenant = :tenant AND scope = :scope<lock>""";

    private static final String LIST = """
            SELECT tenant, scope, created_at, updated_at FROM memory_scope
            WHERE <tenants> AND (tenant, scope) > (:afterTenant, :afterScope) ORDER BY tenant, scope LIMIT :limit""";

    private final Database database;

    public ScopeStore(Database database) {
        this.database = database;
    }

    /** Returns the scope's counters; empty if nothing was ever said in it. */
    public Optional<Mark> mark(MemoryScope scope) {
        return database.read(handle -> mark(handle, scope));
    }

    /**
     * Returns a page of the scopes in which something was said, by tenant and id.
     *
     * @param tenant null for all
     * @param after  the last known scope; null for the beginning
     */
    public MemoryPage<ScopeUse> list(String tenant, MemoryScope after, int limit) {
        MemoryScope known = after == null ? new MemoryScope("", "") : after;
        List<ScopeUse> found = database.read(handle -> handle.createQuery(LIST)
                .define("tenants", tenants(tenant, known)).bind("tenant", tenant)
                .bind("afterTenant", known.tenant()).bind("afterScope", known.id()).bind("limit", limit + 1)
                .map((row, context) -> new ScopeUse(new MemoryScope(row.getString("tenant"), row.getString("scope")),
                        Micros.at(row.getLong("created_at")), Micros.at(row.getLong("updated_at")))).list());
        return new MemoryPage<>(found.stream().limit(limit).toList(), found.size() > limit);
    }

    /** SQLite does not use the index for a row value beside the tenant. */
    private static String tenants(String tenant, MemoryScope known) {
        if (tenant == null) {
            return "CAST(:tenant AS VARCHAR) IS NULL";
        }
        return tenant.equals(known.tenant()) ? "tenant = :tenant AND scope > :afterScope" : "tenant = :tenant";
    }

    /**
     * Locks the scope's row until the transaction ends, creating it if absent, and allocates {@code count} sequence numbers, which end at
     * the mark's last.
     */
    public static Mark take(Handle handle, MemoryScope scope, int count, Instant now) {
        long micros = Micros.of(now);
        return Statements.first(handle, TAKE, values -> values.text(scope.tenant()).text(scope.id()).number(count).number(micros)
                .number(micros), ScopeStore::mark).orElseThrow();
    }

    /** Returns the epoch of a scope; 0 if nothing was ever said in it. */
    public long epoch(MemoryScope scope) {
        return mark(scope).map(Mark::epoch).orElse(0L);
    }

    /** Forgets everything up to the last sequence number of a locked scope. */
    public static void forget(Handle handle, MemoryScope scope) {
        handle.createUpdate(FORGET).bind("tenant", scope.tenant()).bind("scope", scope.id()).execute();
    }

    /** Records that rows were deleted. */
    public static void revise(Handle handle, MemoryScope scope) {
        handle.createUpdate(REVISE).bind("tenant", scope.tenant()).bind("scope", scope.id()).execute();
    }

    /** Records that a single message was deleted. */
    public static void noteTaken(Handle handle, MemoryScope scope) {
        handle.createUpdate(TAKEN).bind("tenant", scope.tenant()).bind("scope", scope.id()).execute();
    }

    /** Locks the scope's row until the transaction ends; returns false if nothing was ever said in it. */
    public static boolean hold(Handle handle, MemoryScope scope) {
        return handle.createQuery(HOLD).define("lock", Dialect.of(handle).forUpdate())
                .bind("tenant", scope.tenant()).bind("scope", scope.id()).map((row, context) -> true).findOne().orElse(false);
    }

    /** Locks the scope's row until the transaction ends; returns false if anything was deleted from the scope since the mark. */
    public static boolean holdUnlessTaken(Handle handle, MemoryScope scope, Mark mark) {
        return handle.createQuery(HOLD).define("lock", Dialect.of(handle).forUpdate())
                .bind("tenant", scope.tenant()).bind("scope", scope.id())
                .map((row, context) -> row.getLong("revision") == mark.revision() && row.getLong("taken") == mark.taken())
                .findOne().orElse(false);
    }

    /** As {@link #mark(MemoryScope)}, on the reader's connection. */
    public static Optional<Mark> mark(Handle handle, MemoryScope scope) {
        return Statements.first(handle, MARK, values -> values.text(scope.tenant()).text(scope.id()), ScopeStore::mark);
    }

    private static Mark mark(ResultSet row) throws SQLException {
        return new Mark(row.getLong("last_seq"), row.getLong("epoch"), row.getLong("revision"), row.getLong("forgotten"),
                row.getLong("taken"));
    }
}
