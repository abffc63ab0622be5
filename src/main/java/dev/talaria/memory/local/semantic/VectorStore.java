package dev.talaria.memory.local.semantic;

import dev.talaria.memory.ScopeStore;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The tables {@code memory_vector} and {@code memory_embedded} for one model. A scope's vectors are computed in the order of its passages,
 * so one number tells which exist. They are deleted with their passages. Safe for many threads.
 */
class VectorStore {
    /** A passage without a vector. */
    record Passage(long seq, String author, String text) {
    }

    /** A passage whose text was changed, and how often. */
    record Revised(Passage passage, long edits) {
    }

    /** A passage's vector; empty if it cannot have one. */
    record Made(long seq, byte[] vector) {
    }

    private static final String OF_SCOPE = " WHERE tenant = :tenant AND scope = :scope ";
    private static final String KNOWN = "SELECT up_to FROM memory_embedded" + OF_SCOPE + "AND model = :model";
    private static final String READ = "SELECT seq, vector FROM memory_vector" + OF_SCOPE
            + "AND model = :model AND seq > :after AND seq <= :upTo ORDER BY seq";
    private static final String WAITING = "SELECT seq, author, content FROM memory_item" + OF_SCOPE
            + "AND seq > :after AND seq > (SELECT forgotten FROM memory_scope" + OF_SCOPE + ") ORDER BY seq LIMIT :limit";
    private static final String PENDING = """
            SELECT (SELECT COUNT(*) FROM memory_scope s
                JOIN memory_item i ON i.tenant = s.tenant AND i.scope = s.scope AND i.seq > s.forgotten
                WHERE s.tenant = :tenant AND s.scope = :scope AND i.seq > :after)
                + (SELECT COUNT(*) FROM memory_revised WHERE tenant = :tenant AND scope = :scope AND seq <= :after)""";
    private static final String REVISED = """
            SELECT r.seq, r.edits, i.author, i.content FROM memory_revised r
            JOIN memory_item i ON i.tenant = r.tenant AND i.scope = r.scope AND i.seq = r.seq
            WHERE r.tenant = :tenant AND r.scope = :scope AND r.seq <= :known ORDER BY r.seq LIMIT :limit""";
    private static final String DONE = "DELETE FROM memory_revised" + OF_SCOPE + "AND seq = :seq AND edits = :edits";
    private static final String DROP = "DELETE FROM memory_vector" + OF_SCOPE + "AND model = :model AND seq = :seq";
    private static final String AUTHORS = "SELECT DISTINCT author FROM memory_item" + OF_SCOPE + "AND author IS NOT NULL LIMIT :limit";
    private static final String BEHIND = """
            SELECT s.tenant, s.scope FROM memory_scope s
            LEFT JOIN memory_embedded e ON e.tenant = s.tenant AND e.scope = s.scope AND e.model = :model
            WHERE s.last_seq > s.forgotten AND (e.up_to IS NULL OR e.up_to < s.last_seq OR EXISTS (SELECT 1 FROM memory_revised r
                WHERE r.tenant = s.tenant AND r.scope = s.scope)) ORDER BY s.updated_at DESC LIMIT :limit""";
    private static final String ADVANCE = "UPDATE memory_embedded SET up_to = :upTo" + OF_SCOPE + "AND model = :model AND up_to = :after";
    private static final String BEGIN = """
            INSERT INTO memory_embedded (tenant, scope, model, up_to)
            SELECT tenant, scope, CAST(:model AS VARCHAR), CAST(:upTo AS BIGINT) FROM memory_scope s
            WHERE tenant = :tenant AND scope = :scope AND NOT EXISTS (SELECT 1 FROM memory_embedded e
            WHERE e.tenant = s.tenant AND e.scope = s.scope AND e.model = :model)""";
    private static final String INSERT = """
            INSERT INTO memory_vector (tenant, scope, model, seq, vector) VALUES (:tenant, :scope, :model, :seq, :vector)""";
    private static final int MAX_AUTHORS = 200;

    private final Database database;
    private final String model;

    VectorStore(Database database, String model) {
        this.database = database;
        this.model = model;
    }

    /** Returns the sequence number up to which all of the scope's passages are done. */
    long known(MemoryScope scope) {
        return database.read(handle -> of(handle.createQuery(KNOWN), scope).bind("model", model).mapTo(Long.class).findOne().orElse(0L));
    }

    void read(MemoryScope scope, long after, long upTo, BiConsumer<Long, byte[]> each) {
        record StoredVector(long seq, byte[] vector) {
        }
        database.read(handle -> of(handle.createQuery(READ), scope).bind("model", model).bind("after", after).bind("upTo", upTo)
                .map((row, context) -> new StoredVector(row.getLong("seq"), row.getBytes("vector"))).list())
                .forEach(stored -> each.accept(stored.seq(), stored.vector()));
    }

    /** Returns the first passages after a sequence number. */
    List<Passage> waiting(MemoryScope scope, long after, int limit) {
        return database.read(handle -> of(handle.createQuery(WAITING), scope).bind("after", after).bind("limit", limit)
                .map((row, context) -> new Passage(row.getLong("seq"), row.getString("author"), row.getString("content"))).list());
    }

    long pending(MemoryScope scope) {
        long after = known(scope);
        return database.read(handle -> of(handle.createQuery(PENDING), scope).bind("after", after).mapTo(Long.class).one());
    }

    Set<String> authors(MemoryScope scope) {
        return database.read(handle -> of(handle.createQuery(AUTHORS), scope).bind("limit", MAX_AUTHORS).mapTo(String.class).set());
    }

    /** Returns scopes with passages that lack a vector, the latest used first. */
    List<MemoryScope> behind(int limit) {
        return database.read(handle -> handle.createQuery(BEHIND).bind("model", model).bind("limit", limit)
                .map((row, context) -> new MemoryScope(row.getString("tenant"), row.getString("scope"))).list());
    }

    /** Stores vectors after a sequence number; does nothing if another server has done so meanwhile. */
    Write keep(MemoryScope scope, long after, List<Made> made) {
        long upTo = made.get(made.size() - 1).seq();
        return handle -> {
            if (advance(handle, scope, after, upTo)) {
                insert(handle, scope, made);
            }
        };
    }

    /** Returns passages up to a sequence number whose text was changed and has no vector yet. */
    List<Revised> revised(MemoryScope scope, long known, int limit) {
        return database.read(handle -> of(handle.createQuery(REVISED), scope).bind("known", known).bind("limit", limit)
                .map((row, context) -> new Revised(new Passage(row.getLong("seq"), row.getString("author"), row.getString("content")),
                        row.getLong("edits"))).list());
    }

    /** Stores the vectors of changed passages, which indexes then read again; leaves out those that were changed or deleted meanwhile. */
    Write replace(MemoryScope scope, List<Revised> revised, List<Made> made) {
        return handle -> {
            ScopeStore.revise(handle, scope);
            List<Made> wanted = new ArrayList<>(made.size());
            for (int i = 0; i < made.size(); i++) {
                long seq = made.get(i).seq();
                if (of(handle.createUpdate(DONE), scope).bind("seq", seq).bind("edits", revised.get(i).edits()).execute() == 1) {
                    of(handle.createUpdate(DROP), scope).bind("model", model).bind("seq", seq).execute();
                    wanted.add(made.get(i));
                }
            }
            insert(handle, scope, wanted);
        };
    }

    private boolean advance(Handle handle, MemoryScope scope, long after, long upTo) {
        int begun = after > 0 ? 0 : handle.createUpdate(BEGIN).bind("tenant", scope.tenant()).bind("scope", scope.id())
                .bind("model", model).bind("upTo", upTo).execute();
        return begun + handle.createUpdate(ADVANCE).bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("model", model)
                .bind("after", after).bind("upTo", upTo).execute() == 1;
    }

    private void insert(Handle handle, MemoryScope scope, List<Made> made) {
        PreparedBatch batch = handle.prepareBatch(INSERT);
        for (Made one : made) {
            if (one.vector().length > 0) {
                batch.bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("model", model)
                        .bind("seq", one.seq()).bind("vector", one.vector()).add();
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    private static <S extends SqlStatement<S>> S of(S statement, MemoryScope scope) {
        return statement.bind("tenant", scope.tenant()).bind("scope", scope.id());
    }
}
