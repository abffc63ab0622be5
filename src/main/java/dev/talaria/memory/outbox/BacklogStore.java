package dev.talaria.memory.outbox;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;

/**
 * Reads and edits the undelivered deliveries of all destinations, including ones that are no longer configured. Blocks for the database;
 * safe for many threads.
 */
public final class BacklogStore {
    /**
     * Selects a page of the backlog, in the order it was added.
     *
     * @param tenant null for all
     * @param parked whether to list parked deliveries or waiting ones; null for both
     * @param after  the last known sequence number; 0 for the beginning
     * @param limit  maximum number of items
     */
    public record DeliveryFilter(String tenant, Boolean parked, long after, int limit) {
    }

    /** @param more whether further items follow */
    public record Page(List<Backlogged> items, boolean more) {
        public Page {
            items = List.copyOf(items);
        }
    }

    private static final String LIST = """
            SELECT tenant, seq, destination, scope, attempts, unclear, reason, created_at, parked_at FROM outbox_parcel
            WHERE <filter> ORDER BY seq LIMIT :limit""";
    private static final String COUNT = """
            SELECT destination, SUM(CASE WHEN parked_at IS NULL THEN 1 ELSE 0 END) AS waiting,
            SUM(CASE WHEN parked_at IS NULL THEN 0 ELSE 1 END) AS parked,
            MIN(CASE WHEN parked_at IS NULL THEN created_at END) AS oldest
            FROM outbox_parcel WHERE <filter> GROUP BY destination ORDER BY destination""";
    private static final String AWAKEN = """
            UPDATE outbox_lane SET due_at = :now, failures = 0
            WHERE tenant = :tenant AND destination = :destination AND scope = :scope""";
    private static final String RESEND = "UPDATE outbox_parcel SET parked_at = NULL WHERE tenant = :tenant AND seq = :seq";
    private static final String DELETE = "DELETE FROM outbox_parcel WHERE tenant = :tenant AND seq = :seq";

    private final Database database;
    private final GroupCommit commits;
    private final Clock clock;

    public BacklogStore(Database database, GroupCommit commits, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
    }

    /** @param tenant null for all */
    public List<Backlogged.Count> counts(String tenant) {
        return database.read(handle -> handle.createQuery(COUNT).define("filter", ofTenant(tenant)).bind("tenant", tenant)
                .map((row, context) -> new Backlogged.Count(row.getString("destination"), row.getLong("waiting"), row.getLong("parked"),
                        instant(row, "oldest"))).list());
    }

    public Page list(DeliveryFilter deliveryFilter) {
        String parked = deliveryFilter.parked() == null ? "" : deliveryFilter.parked() ? " AND parked_at IS NOT NULL"
                : " AND parked_at IS NULL";
        List<Backlogged> found = database.read(handle -> handle.createQuery(LIST)
                .define("filter", ofTenant(deliveryFilter.tenant()) + " AND seq > :after" + parked).bind("tenant", deliveryFilter.tenant())
                .bind("after", deliveryFilter.after()).bind("limit", deliveryFilter.limit() + 1).map((row, context) -> backlogged(row))
                .list());
        return new Page(found.stream().limit(deliveryFilter.limit()).toList(), found.size() > deliveryFilter.limit());
    }

    public Optional<Backlogged> find(long sequence) {
        return database.read(handle -> handle.createQuery(LIST).define("filter", "seq = :seq").bind("seq", sequence).bind("limit", 1)
                .map((row, context) -> backlogged(row)).findOne());
    }

    private static String ofTenant(String tenant) {
        return tenant == null ? "CAST(:tenant AS VARCHAR) IS NULL" : "tenant = :tenant";
    }

    /** Makes a delivery, parked or not, due for a retry at once; returns false if it is gone. */
    public boolean resend(Backlogged delivery) {
        return changes(handle -> {
            MemoryScope scope = delivery.scope();
            handle.createUpdate(AWAKEN).bind("tenant", scope.tenant()).bind("destination", delivery.destination())
                    .bind("scope", scope.id()).bind("now", Micros.of(clock.instant())).execute();
            return handle.createUpdate(RESEND).bind("tenant", scope.tenant()).bind("seq", delivery.sequence()).execute();
        });
    }

    /** Deletes a delivery; returns false if it is gone. An attempt in progress is not stopped. */
    public boolean delete(Backlogged delivery) {
        return changes(handle -> handle.createUpdate(DELETE).bind("tenant", delivery.scope().tenant()).bind("seq", delivery.sequence())
                .execute());
    }

    private interface Change {
        int rows(Handle handle);
    }

    private boolean changes(Change change) {
        AtomicBoolean changed = new AtomicBoolean();
        commits.commit(handle -> changed.set(change.rows(handle) > 0));
        return changed.get();
    }

    private static Backlogged backlogged(ResultSet row) throws SQLException {
        return new Backlogged(row.getLong("seq"), row.getString("destination"),
                new MemoryScope(row.getString("tenant"), row.getString("scope")), row.getInt("attempts"), row.getBoolean("unclear"),
                row.getString("reason"), Micros.at(row.getLong("created_at")), instant(row, "parked_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.at(micros);
    }
}
