package dev.talaria.memory.local;

import dev.talaria.json.StoredJson;
import dev.talaria.memory.ItemFilter;
import dev.talaria.memory.ItemKind;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.sql.Statements;
import dev.talaria.store.sql.Values;
import dev.talaria.store.sql.WantedRows;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Writes and reads the table {@code memory_item}. Safe for many threads. */
final class MemoryStore {
    private static final String INSERT = """
            INSERT INTO memory_item
            (tenant, scope, seq, id, session, run, role, author, content, created_at, part, parts, import_id, metadata,
            kind)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String COLUMNS = """
            i.seq, i.id, i.session, i.run, i.role, i.author, i.content, i.created_at, i.part, i.parts, i.kind,
            i.edited_at""";
    private static final String RANGE = "SELECT " + COLUMNS + """
            , i.metadata FROM memory_item i
            WHERE i.tenant = :tenant AND i.scope = :scope AND i.seq > :after AND i.seq <= :upTo ORDER BY i.seq""";
    /**
     * The bounds, which always hold, make PostgreSQL expect few numbers; otherwise it would merge them with all rows, up to many thousands.
     * A message's metadata is in its first row.
     */
    static final String PICKED = "SELECT " + COLUMNS + """
            , CASE WHEN i.part = 0 THEN i.metadata ELSE (SELECT h.metadata FROM memory_item h
            WHERE h.tenant = i.tenant AND h.scope = i.scope AND h.seq = i.seq - i.part) END AS metadata
            FROM <wanted>
            <joined> memory_item i ON i.tenant = wanted.tenant AND i.scope = wanted.scope AND i.seq = wanted.seq
            WHERE wanted.seq BETWEEN 1 AND 9223372036854775807""";
    private static final String MATCHING = """
            SELECT i.seq FROM memory_item i WHERE i.tenant = :tenant AND i.scope = :scope AND i.seq > :above<filter>
            ORDER BY i.seq""";
    private static final String HEADS = "SELECT " + COLUMNS + """
            , i.metadata FROM memory_item i
            WHERE i.tenant = :tenant AND i.scope = :scope AND i.part = 0 AND i.seq > :above AND i.seq < :below<filter>
            ORDER BY i.seq <order> LIMIT :limit""";

    private static final String OF_SESSION = "SELECT " + COLUMNS + """
            , i.metadata FROM memory_item i
            WHERE i.session = :session AND i.tenant = :tenant AND i.scope = :scope AND i.kind = 'message' AND i.seq > :above
            ORDER BY i.seq DESC LIMIT :limit""";

    private final Database database;

    /** A passage of a message to be stored. */
    private record Numbered(long seq, String id, Draft draft, int part) {
    }

    MemoryStore(Database database) {
        this.database = database;
    }

    /**
     * Inserts passages in order, within the handle's transaction.
     *
     * @param taken the last sequence number allocated before
     * @return the messages' ids, in order
     */
    static List<String> insert(Handle handle, MemoryScope scope, long taken, List<Draft> drafts) {
        List<String> ids = new ArrayList<>(drafts.size());
        List<Numbered> passages = new ArrayList<>(drafts.size());
        long seq = taken;
        for (Draft draft : drafts) {
            String id = ItemId.of(seq + 1);
            ids.add(id);
            for (int part = 0; part < draft.passages().size(); part++) {
                passages.add(new Numbered(++seq, id, draft, part));
            }
        }
        Statements.insertAll(handle, INSERT, passages, (values, passage) -> bind(values, scope, passage));
        return ids;
    }

    private static void bind(Values row, MemoryScope scope, Numbered passage) throws SQLException {
        Draft draft = passage.draft();
        boolean head = passage.part() == 0;
        row.text(scope.tenant()).text(scope.id()).number(passage.seq()).text(passage.id()).text(draft.session()).text(draft.run())
                .text(draft.role().wire()).text(draft.author()).text(draft.passages().get(passage.part())).number(Micros.of(draft.at()))
                .number(passage.part()).number(draft.passages().size()).text(head ? draft.importId() : null)
                .text(head && !draft.metadata().isEmpty() ? StoredJson.MEMORY_METADATA.wrap(draft.metadata()) : null)
                .text(draft.kind().wire());
    }

    /** Returns how many sequence numbers the messages need. */
    static int rows(List<Draft> drafts) {
        return drafts.stream().mapToInt(draft -> draft.passages().size()).sum();
    }

    /** Returns the rows after one sequence number up to another, in order. */
    List<Row> read(MemoryScope scope, long after, long upTo) {
        return database.read(handle -> read(handle, scope, after, upTo));
    }

    static List<Row> read(Handle handle, MemoryScope scope, long after, long upTo) {
        return of(handle.createQuery(RANGE), scope).bind("after", after).bind("upTo", upTo).map((row, context) -> row(row)).list();
    }

    /** Returns the last row of a scope; empty if all of it is forgotten. */
    static Optional<Row> last(Handle handle, MemoryScope scope, ScopeStore.Mark mark) {
        return heads(handle, scope, new MemoryPage.PageRequest(null, 1, true), mark.forgotten()).stream().findFirst();
    }

    /** Returns the rows with these sequence numbers, in no particular order, without deleted ones. */
    List<Row> pick(MemoryScope scope, List<Long> seqs) {
        return seqs.isEmpty() ? List.of() : database.read(handle -> pick(handle, scope, seqs));
    }

    static List<Row> pick(Handle handle, MemoryScope scope, List<Long> seqs) {
        return new WantedRows(scope.tenant(), scope.id(), List.of(), seqs).in(handle.createQuery(PICKED))
                .map((row, context) -> row(row)).list();
    }

    /** Returns the first rows of a page of messages. */
    List<Row> heads(MemoryScope scope, MemoryPage.PageRequest pageRequest, long forgotten) {
        return database.read(handle -> heads(handle, scope, pageRequest, forgotten));
    }

    private static List<Row> heads(Handle handle, MemoryScope scope, MemoryPage.PageRequest pageRequest, long forgotten) {
        Optional<Long> after = Optional.ofNullable(pageRequest.after()).map(id -> ItemId.seq(id).orElseThrow());
        long above = pageRequest.newestFirst() ? forgotten : Math.max(forgotten, after.orElse(forgotten));
        long below = pageRequest.newestFirst() ? after.orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
        Query query = of(handle.createQuery(HEADS).define("order", pageRequest.newestFirst() ? "DESC" : "ASC"), scope);
        return filtered(query, pageRequest.filter())
                .bind("above", above).bind("below", below).bind("limit", pageRequest.limit())
                .map((row, context) -> row(row)).list();
    }

    /** Returns the last passages of a session's messages after a sequence number, latest first. */
    List<Row> ofSession(MemoryScope scope, String session, long above, int limit) {
        return database.read(handle -> of(handle.createQuery(OF_SESSION), scope).bind("session", session).bind("above", above)
                .bind("limit", limit).map((row, context) -> row(row)).list());
    }

    /** Returns the sequence numbers of all passages that a filter accepts, in order. */
    long[] matching(MemoryScope scope, ItemFilter filter, long forgotten) {
        return database.read(handle -> filtered(of(handle.createQuery(MATCHING), scope), filter).bind("above", forgotten)
                .mapTo(Long.class).stream().mapToLong(Long::longValue).toArray());
    }

    private static Query filtered(Query query, ItemFilter filter) {
        ItemConditions conditions = new ItemConditions(filter);
        return query.define("filter", conditions.text()).bindMap(conditions.values());
    }

    private static Query of(Query query, MemoryScope scope) {
        return query.bind("tenant", scope.tenant()).bind("scope", scope.id());
    }

    /** Reads {@link #COLUMNS} and the metadata by their places: looking for the names of as many would take longer than the query. */
    private static Row row(ResultSet row) throws SQLException {
        Role role = Role.of(row.getString(5)).orElse(Role.USER);
        MemoryItem item = new MemoryItem(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), role,
                row.getString(6), row.getString(7), Micros.at(row.getLong(8)));
        long edited = row.getLong(12);
        Instant changed = row.wasNull() ? null : Micros.at(edited);
        String metadata = row.getString(13);
        JsonObject about = metadata == null ? JsonValue.EMPTY_JSON_OBJECT : StoredJson.MEMORY_METADATA.unwrap(metadata);
        return new Row(item, row.getInt(9), row.getInt(10), about, ItemKind.of(row.getString(11)).orElse(ItemKind.MESSAGE), changed);
    }
}
