package dev.talaria.memory.local;

import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The tables {@code memory_scope} and {@code memory_item}. Safe for many threads. */
final class MemoryStore {
    /** How far a scope has come. A new epoch means that what was read before counts no more. */
    record Mark(long lastSeq, long epoch) {
    }

    private static final String TAKE = """
            UPDATE memory_scope SET last_seq = last_seq + :count, updated_at = :now WHERE tenant = :tenant AND scope = :scope""";
    private static final String CREATE = """
            INSERT INTO memory_scope (tenant, scope, last_seq, epoch, created_at, updated_at) VALUES (:tenant, :scope, 0, 0, :now, :now)""";
    private static final String MARK = """
            SELECT last_seq, epoch FROM memory_scope WHERE tenant = :tenant AND scope = :scope""";
    private static final String INSERT = """
            INSERT INTO memory_item (tenant, scope, seq, id, session, run, role, author, content, created_at)
            VALUES (:tenant, :scope, :seq, :id, :session, :run, :role, :author, :content, :at)""";
    private static final String RANGE = """
            SELECT seq, id, session, run, role, author, content, created_at FROM memory_item
            WHERE tenant = :tenant AND scope = :scope AND seq > :after AND seq <= :upTo ORDER BY seq""";
    /** A join, since H2 would read the whole scope for a list of numbers after IN. */
    private static final String PICKED = """
            SELECT i.seq, i.id, i.session, i.run, i.role, i.author, i.content, i.created_at FROM (VALUES <seqs>) AS wanted (seq)
            JOIN memory_item i ON i.tenant = :tenant AND i.scope = :scope AND i.seq = wanted.seq""";
    private static final String SCOPES = """
            SELECT DISTINCT scope FROM memory_item WHERE tenant = :tenant AND session = :session AND run IN (<runs>)""";
    private static final String FORGET = """
            DELETE FROM memory_item WHERE tenant = :tenant AND session = :session AND run IN (<runs>)""";
    private static final String NEW_EPOCH = """
            UPDATE memory_scope SET epoch = epoch + 1, updated_at = :now WHERE tenant = :tenant AND scope = :scope""";
    private static final int MOST_NAMED = 500;
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String SAVEPOINT = "memory_scope";

    private final Database database;

    MemoryStore(Database database) {
        this.database = database;
    }

    /** Inserts the items in order, within the handle's transaction; their own {@code seq} does not count. */
    void append(Handle handle, MemoryScope scope, List<MemoryItem> items, Instant now) {
        if (items.isEmpty()) {
            return;
        }
        long seq = take(handle, scope, items.size(), now);
        PreparedBatch batch = handle.prepareBatch(INSERT);
        for (MemoryItem item : items) {
            batch.bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("seq", ++seq).bind("id", item.id())
                    .bind("session", item.session()).bind("run", item.run()).bind("role", item.role().wire())
                    .bind("author", item.author()).bind("content", item.text()).bind("at", micros(item.at())).add();
        }
        batch.execute();
    }

    /** Deletes what these runs said in a session; the new epoch makes every index of its scopes begin again without it. */
    static void forget(Handle handle, String tenant, String session, Set<String> runs, Instant now) {
        Set<String> scopes = new TreeSet<>();
        List<String> all = List.copyOf(runs);
        for (int from = 0; from < all.size(); from += MOST_NAMED) {
            List<String> some = all.subList(from, Math.min(all.size(), from + MOST_NAMED));
            handle.createQuery(SCOPES).bind("tenant", tenant).bind("session", session).bindList("runs", some)
                    .mapTo(String.class).forEach(scopes::add);
            handle.createUpdate(FORGET).bind("tenant", tenant).bind("session", session).bindList("runs", some).execute();
        }
        for (String scope : scopes) {
            handle.createUpdate(NEW_EPOCH).bind("now", micros(now)).bind("tenant", tenant).bind("scope", scope).execute();
        }
    }

    /** Where the scope stands; empty for one in which nothing was ever said. */
    Optional<Mark> mark(MemoryScope scope) {
        return database.read(handle -> mark(handle, scope));
    }

    /** The rows after one sequence number up to another, in order. */
    List<MemoryItem> read(MemoryScope scope, long after, long upTo) {
        return database.read(handle -> handle.createQuery(RANGE).bind("tenant", scope.tenant())
                .bind("scope", scope.id()).bind("after", after).bind("upTo", upTo).map((row, context) -> item(row)).list());
    }

    /** The rows with these sequence numbers, in no order; those that are gone are left out. */
    List<MemoryItem> pick(MemoryScope scope, List<Long> seqs) {
        if (seqs.isEmpty()) {
            return List.of();
        }
        String wanted = IntStream.range(0, seqs.size()).mapToObj(i -> "(CAST(:seq" + i + " AS BIGINT))").collect(Collectors.joining(", "));
        return database.read(handle -> {
            Query query = handle.createQuery(PICKED).define("seqs", wanted).bind("tenant", scope.tenant()).bind("scope", scope.id());
            for (int i = 0; i < seqs.size(); i++) {
                query.bind("seq" + i, seqs.get(i));
            }
            return query.map((row, context) -> item(row)).list();
        });
    }

    /** Reserves numbers under the scope's row lock and returns the last one taken before. */
    private static long take(Handle handle, MemoryScope scope, int count, Instant now) {
        if (advance(handle, scope, count, now) == 0) {
            createIfAbsent(handle, scope, now);
            advance(handle, scope, count, now);
        }
        return mark(handle, scope).orElseThrow().lastSeq() - count;
    }

    private static int advance(Handle handle, MemoryScope scope, int count, Instant now) {
        return handle.createUpdate(TAKE).bind("count", count).bind("now", micros(now))
                .bind("tenant", scope.tenant()).bind("scope", scope.id()).execute();
    }

    /** The savepoint keeps the transaction alive on PostgreSQL when another one made the row first. */
    private static void createIfAbsent(Handle handle, MemoryScope scope, Instant now) {
        handle.savepoint(SAVEPOINT);
        try {
            handle.createUpdate(CREATE).bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("now", micros(now)).execute();
            handle.releaseSavepoint(SAVEPOINT);
        } catch (UnableToExecuteStatementException e) {
            if (!(e.getCause() instanceof SQLException cause) || !UNIQUE_VIOLATION.equals(cause.getSQLState())) {
                throw e;
            }
            handle.rollbackToSavepoint(SAVEPOINT);
        }
    }

    private static Optional<Mark> mark(Handle handle, MemoryScope scope) {
        return handle.createQuery(MARK).bind("tenant", scope.tenant()).bind("scope", scope.id())
                .map((row, context) -> new Mark(row.getLong("last_seq"), row.getLong("epoch"))).findOne();
    }

    private static MemoryItem item(ResultSet row) throws SQLException {
        Role role = Role.of(row.getString("role")).orElseThrow();
        return new MemoryItem(row.getLong("seq"), row.getString("id"), row.getString("session"), row.getString("run"), role,
                row.getString("author"), row.getString("content"), Instant.EPOCH.plus(row.getLong("created_at"), ChronoUnit.MICROS));
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
