package dev.talaria.audit;

import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The rows of the audit trail. Safe for many threads. */
public final class AuditStore {
    /**
     * Selects a page, newest first.
     *
     * @param tenant null for all; as are the following
     * @param before the sequence number of the last known event; {@link Long#MAX_VALUE} for the newest
     */
    public record Filter(@Nullable String tenant, @Nullable String actor, @Nullable AuditAction action, @Nullable String object,
                         @Nullable String result, @Nullable Instant since, @Nullable Instant until, long before, int limit) {
    }

    /** A stored event. An action that another release wrote has only its name. */
    public record Row(long sequence, String tenant, String actorTenant, String actor, String action, @Nullable String object, String result,
                      @Nullable String request, Instant at) {
    }

    /** @param more whether older events follow */
    public record Page(List<Row> rows, boolean more) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    private static final String ADD = """
            INSERT INTO audit (tenant, actor_tenant, actor, action, object, result, request, created_at)
            VALUES (:tenant, :actorTenant, :actor, :action, :object, :result, :request, :at)""";
    private static final String OF_TENANT = "SELECT * FROM audit WHERE tenant = :tenant AND seq < :before";
    private static final String OF_ALL = "SELECT * FROM audit WHERE seq < :before";
    /** An id may be followed by a name, or by the id of a part. */
    private static final String OF_OBJECT = "substr(object || ' ', 1, length(:object) + 1) IN (:object || ' ', :object || '/')";
    private static final String DELETE_OLD = """
            DELETE FROM audit WHERE seq IN (SELECT seq FROM audit WHERE created_at < :before ORDER BY created_at LIMIT :most)""";

    private final Database database;

    public AuditStore(Database database) {
        this.database = Objects.requireNonNull(database);
    }

    static Write add(AuditEvent event) {
        return handle -> handle.createUpdate(ADD).bind("tenant", event.tenant()).bind("actorTenant", event.actorTenant())
                .bind("actor", event.actor()).bind("action", event.action().wire()).bind("object", event.object())
                .bind("result", event.result()).bind("request", event.request()).bind("at", Micros.of(event.at())).execute();
    }

    /** Blocks for the database. */
    public Page list(Filter filter) {
        StringBuilder sql = new StringBuilder(filter.tenant() == null ? OF_ALL : OF_TENANT);
        and(sql, "actor = :actor", filter.actor());
        and(sql, "action = :action", filter.action());
        and(sql, OF_OBJECT, filter.object());
        and(sql, "result = :result", filter.result());
        and(sql, "created_at >= :since", filter.since());
        and(sql, "created_at < :until", filter.until());
        sql.append(" ORDER BY seq DESC LIMIT :limit");
        List<Row> found = database.read(handle -> {
            var query = handle.createQuery(sql.toString()).bind("before", filter.before()).bind("limit", filter.limit() + 1);
            bind(query, "tenant", filter.tenant());
            bind(query, "actor", filter.actor());
            bind(query, "action", filter.action() == null ? null : filter.action().wire());
            bind(query, "object", filter.object());
            bind(query, "result", filter.result());
            bind(query, "since", filter.since() == null ? null : Micros.of(filter.since()));
            bind(query, "until", filter.until() == null ? null : Micros.of(filter.until()));
            return query.map((row, context) -> row(row)).list();
        });
        return new Page(found.stream().limit(filter.limit()).toList(), found.size() > filter.limit());
    }

    private static void and(StringBuilder sql, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(" AND ").append(condition);
        }
    }

    private static void bind(Query query, String name, @Nullable Object value) {
        if (value != null) {
            query.bind(name, value);
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getLong("seq"), row.getString("tenant"), row.getString("actor_tenant"), row.getString("actor"),
                row.getString("action"), row.getString("object"), row.getString("result"), row.getString("request"),
                Micros.at(row.getLong("created_at")));
    }

    /** Returns the job that deletes old events. */
    public static Retention.RetentionJob retention() {
        return (before, most, deleted) -> handle -> deleted.accept(handle.createUpdate(DELETE_OLD)
                .bind("before", Micros.of(before)).bind("most", most).execute());
    }
}
