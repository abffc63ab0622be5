package dev.talaria.memory.local;

import dev.talaria.memory.MemoryProfile;
import dev.talaria.memory.MemoryProfile.Participant;
import dev.talaria.memory.ScopeUse;
import dev.talaria.memory.local.meaning.Meaning;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Counts what {@code memory_item} holds of a scope. Safe for many threads. */
final class CensusStore {
    private static final int MOST_PARTICIPANTS = 50;
    private static final String TOTALS = """
            SELECT COUNT(*) AS items, COUNT(DISTINCT session) AS sessions, MIN(created_at) AS oldest, MAX(created_at) AS newest
            FROM memory_item WHERE tenant = :tenant AND scope = :scope AND seq > :forgotten AND part = 0""";
    private static final String PARTICIPANTS = """
            SELECT role, author, COUNT(*) AS items FROM memory_item
            WHERE tenant = :tenant AND scope = :scope AND seq > :forgotten AND part = 0
            GROUP BY role, author ORDER BY COUNT(*) DESC, role, author LIMIT :limit""";

    private static final String SIZE = """
            SELECT COUNT(CASE WHEN i.part = 0 THEN 1 END) AS items, COUNT(DISTINCT i.session) AS sessions,
            COALESCE(SUM(OCTET_LENGTH(i.content)), 0) AS bytes
            FROM memory_scope s JOIN memory_item i ON i.tenant = s.tenant AND i.scope = s.scope AND i.seq > s.forgotten
            WHERE s.tenant = :tenant AND s.scope = :scope""";

    private static final String LARGE = """
            SELECT tenant, scope FROM memory_scope WHERE last_seq - forgotten >= :least ORDER BY updated_at DESC, tenant, scope
            LIMIT :limit""";

    private final Database database;
    private final Meaning meaning;

    CensusStore(Database database, Meaning meaning) {
        this.database = database;
        this.meaning = meaning;
    }

    /** @param forgotten what is numbered up to this does not count */
    MemoryProfile profile(MemoryScope scope, long forgotten) {
        Long pending = pending(scope);
        return database.read(handle -> {
            List<Participant> participants = handle.createQuery(PARTICIPANTS).bind("tenant", scope.tenant()).bind("scope", scope.id())
                    .bind("forgotten", forgotten).bind("limit", MOST_PARTICIPANTS).map((row, context) -> participant(row)).list();
            return handle.createQuery(TOTALS).bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("forgotten", forgotten)
                    .map((row, context) -> new MemoryProfile(null, List.of(), row.getLong("items"), row.getLong("sessions"),
                            instant(row, "oldest"), instant(row, "newest"), participants, pending)).one();
        });
    }

    Map<MemoryScope, ScopeUse.Size> sizes(List<MemoryScope> scopes) {
        Map<MemoryScope, Long> pending = new HashMap<>();
        scopes.forEach(scope -> pending.put(scope, pending(scope)));
        Map<MemoryScope, ScopeUse.Size> sizes = new HashMap<>();
        database.read(handle -> {
            for (MemoryScope scope : scopes) {
                sizes.put(scope, handle.createQuery(SIZE).bind("tenant", scope.tenant()).bind("scope", scope.id())
                        .map((row, context) -> new ScopeUse.Size(row.getLong("items"), row.getLong("sessions"), row.getLong("bytes"),
                                pending.get(scope))).one());
            }
            return sizes;
        });
        return sizes;
    }

    private Long pending(MemoryScope scope) {
        OptionalLong pending = meaning.pending(scope);
        return pending.isPresent() ? pending.getAsLong() : null;
    }

    /** The scopes of at least so many passages, those of late use first. */
    List<MemoryScope> large(int least, int limit) {
        return database.read(handle -> handle.createQuery(LARGE).bind("least", least).bind("limit", limit)
                .map((row, context) -> new MemoryScope(row.getString("tenant"), row.getString("scope"))).list());
    }

    private static Participant participant(ResultSet row) throws SQLException {
        return new Participant(Role.of(row.getString("role")).orElse(Role.USER), row.getString("author"), row.getLong("items"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.at(micros);
    }
}
