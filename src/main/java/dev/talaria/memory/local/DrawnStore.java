package dev.talaria.memory.local;

import dev.talaria.memory.ItemKind;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.sql.WantedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Where facts come from and what has replaced them ({@code memory_source}, {@code memory_superseded}), and which summary a session has
 * ({@code memory_summary}). Whoever deletes or changes messages calls {@link #dropOfItem} or {@link #dropOfSession} in the same
 * transaction, which holds the scope's row. Safe for many threads.
 */
final class DrawnStore {
    /**
     * Where a fact comes from.
     *
     * @param sources      the ids of the messages that say it
     * @param supersededBy the id of the fact that has replaced it; null if it holds
     * @param person       the id of its user; null if unknown
     */
    record Origin(List<String> sources, @Nullable String supersededBy, @Nullable String person) {
        static final Origin NONE = new Origin(List.of(), null, null);
    }

    private static final String OF_SCOPE = " WHERE tenant = :tenant AND scope = :scope";
    private static final String ADD_SOURCE = """
            INSERT INTO memory_source (tenant, scope, seq, source, person) VALUES (:tenant, :scope, :seq, :source, :person)""";
    private static final String SUPERSEDE = """
            INSERT INTO memory_superseded (tenant, scope, seq, by_seq) VALUES (:tenant, :scope, :seq, :by) ON CONFLICT DO NOTHING""";
    private static final String KEEP_SUMMARY = """
            INSERT INTO memory_summary (tenant, scope, session, seq) VALUES (:tenant, :scope, :session, :seq)""";
    private static final String ITEM = "DELETE FROM memory_item" + OF_SCOPE + " AND seq = :seq";
    private static final String OF_SOURCE = "SELECT seq FROM memory_source WHERE source = :source AND tenant = :tenant AND scope = :scope";
    private static final String OF_SESSION = """
            SELECT d.seq FROM memory_source d
            JOIN memory_item i ON i.tenant = d.tenant AND i.scope = d.scope AND i.seq = d.source
            WHERE d.tenant = :tenant AND d.scope = :scope AND i.session = :session""";
    private static final String SUMMARY = "SELECT seq FROM memory_summary" + OF_SCOPE + " AND session = :session";
    private static final String LATER = "SELECT by_seq FROM memory_superseded" + OF_SCOPE + " AND seq = :seq";
    private static final String RELINK = """
            UPDATE memory_superseded SET by_seq = :later WHERE by_seq = :seq AND tenant = :tenant AND scope = :scope""";
    private static final String SUMMARIES = "SELECT seq FROM memory_summary" + OF_SCOPE + " AND seq > :above ORDER BY seq";
    private static final String EQUAL = """
            SELECT i.seq FROM memory_item i WHERE i.import_id = :key AND i.tenant = :tenant AND i.scope = :scope AND i.seq > :above
            AND NOT EXISTS (SELECT 1 FROM memory_superseded s WHERE s.tenant = i.tenant AND s.scope = i.scope AND s.seq = i.seq) LIMIT 1""";
    private static final String CURRENT = """
            SELECT DISTINCT d.seq FROM memory_source d WHERE d.tenant = :tenant AND d.scope = :scope AND d.seq > :above
            AND NOT EXISTS (SELECT 1 FROM memory_superseded s WHERE s.tenant = d.tenant AND s.scope = d.scope AND s.seq = d.seq)
            ORDER BY d.seq DESC LIMIT :limit""";
    private static final String ORIGINS = """
            SELECT d.seq, d.person, i.id AS source_id, l.id AS later_id FROM <wanted>
            <joined> memory_source d ON d.tenant = wanted.tenant AND d.scope = wanted.scope AND d.seq = wanted.seq
            <joined> memory_item i ON i.tenant = d.tenant AND i.scope = d.scope AND i.seq = d.source
            LEFT JOIN memory_superseded s ON s.tenant = d.tenant AND s.scope = d.scope AND s.seq = d.seq
            LEFT JOIN memory_item l ON l.tenant = s.tenant AND l.scope = s.scope AND l.seq = s.by_seq
            ORDER BY d.seq, d.source""";

    private final Database database;

    DrawnStore(Database database) {
        this.database = database;
    }

    private static <S extends SqlStatement<S>> S of(S statement, MemoryScope scope) {
        return statement.bind("tenant", scope.tenant()).bind("scope", scope.id());
    }

    static void addSource(Handle handle, MemoryScope scope, long fact, long source, @Nullable String person) {
        of(handle.createUpdate(ADD_SOURCE), scope).bind("seq", fact).bind("source", source).bind("person", person).execute();
    }

    /** Records that a later fact has replaced another one, unless one has already. */
    static void supersede(Handle handle, MemoryScope scope, long earlier, long later) {
        of(handle.createUpdate(SUPERSEDE), scope).bind("seq", earlier).bind("by", later).execute();
    }

    static void keepSummary(Handle handle, MemoryScope scope, String session, long summary) {
        of(handle.createUpdate(KEEP_SUMMARY), scope).bind("session", session).bind("seq", summary).execute();
    }

    /** Returns whether a fact with this key, which is its import id, holds. */
    static boolean isKnown(Handle handle, MemoryScope scope, String key, long forgotten) {
        return of(handle.createQuery(EQUAL), scope).bind("key", key).bind("above", forgotten).mapTo(Long.class).findOne().isPresent();
    }

    /**
     * Deletes what was drawn from a message: its facts and the summary of its session. For a fact that goes, what it has replaced is
     * replaced by what has replaced it.
     *
     * @param head the message's first row
     */
    static void dropOfItem(Handle handle, MemoryScope scope, Row head) {
        of(handle.createQuery(OF_SOURCE), scope).bind("source", head.head()).mapTo(Long.class).list()
                .forEach(fact -> drop(handle, scope, fact));
        if (!head.kind().isDrawn()) {
            dropSummary(handle, scope, head.item().session());
        } else if (head.kind() == ItemKind.FACT) {
            relink(handle, scope, head.head());
        }
    }

    /** Deletes what was drawn from the messages of a session. */
    static void dropOfSession(Handle handle, MemoryScope scope, String session) {
        new TreeSet<>(of(handle.createQuery(OF_SESSION), scope).bind("session", session).mapTo(Long.class).list())
                .forEach(fact -> drop(handle, scope, fact));
        dropSummary(handle, scope, session);
    }

    /** Returns whether there was one. */
    static boolean dropSummary(Handle handle, MemoryScope scope, String session) {
        Optional<Long> summary = of(handle.createQuery(SUMMARY), scope).bind("session", session).mapTo(Long.class).findOne();
        summary.ifPresent(seq -> drop(handle, scope, seq));
        return summary.isPresent();
    }

    private static void drop(Handle handle, MemoryScope scope, long seq) {
        relink(handle, scope, seq);
        of(handle.createUpdate(ITEM), scope).bind("seq", seq).execute();
    }

    private static void relink(Handle handle, MemoryScope scope, long fact) {
        of(handle.createQuery(LATER), scope).bind("seq", fact).mapTo(Long.class).findOne().ifPresent(later ->
                of(handle.createUpdate(RELINK), scope).bind("later", later).bind("seq", fact).execute());
    }

    /** Returns the row of a session's summary; empty if it has none. */
    Optional<Long> summary(MemoryScope scope, String session) {
        return database.read(handle -> of(handle.createQuery(SUMMARY), scope).bind("session", session).mapTo(Long.class).findOne());
    }

    /** Returns the rows of a scope's summaries after a sequence number, in order. */
    long[] summaries(MemoryScope scope, long above) {
        return database.read(handle -> of(handle.createQuery(SUMMARIES), scope).bind("above", above).mapTo(Long.class).stream()
                .mapToLong(Long::longValue).toArray());
    }

    /** Returns the rows of the facts that hold, the latest first. */
    List<Long> current(MemoryScope scope, long above, int limit) {
        return database.read(handle -> of(handle.createQuery(CURRENT), scope).bind("above", above).bind("limit", limit)
                .mapTo(Long.class).list());
    }

    /** Returns where the facts among these rows come from, by their sequence numbers. */
    Map<Long, Origin> origins(MemoryScope scope, List<Row> rows) {
        List<Long> facts = rows.stream().filter(row -> row.kind() == ItemKind.FACT).map(Row::head).distinct().toList();
        if (facts.isEmpty()) {
            return Map.of();
        }
        record Found(long seq, @Nullable String person, String source, @Nullable String later) {
        }
        Map<Long, Origin> origins = new HashMap<>();
        Map<Long, List<Found>> found = new TreeMap<>();
        database.read(handle -> new WantedRows(scope.tenant(), scope.id(), List.of(), facts).in(handle.createQuery(ORIGINS))
                .map((row, context) -> new Found(row.getLong("seq"), row.getString("person"), row.getString("source_id"),
                        row.getString("later_id"))).list())
                .forEach(each -> found.computeIfAbsent(each.seq(), seq -> new ArrayList<>()).add(each));
        found.forEach((seq, all) -> origins.put(seq, new Origin(all.stream().map(Found::source).toList(), all.get(0).later(),
                all.get(0).person())));
        return Map.copyOf(origins);
    }
}
