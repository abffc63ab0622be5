package dev.talaria.memory.outbox;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The table {@code outbox_lane}, limited to one destination. A writer that changes a queue's deliveries first updates the queue's row,
 * which serializes writers. Safe for many threads.
 */
final class QueueStore {
    /** @param failures how many attempts in a row have failed */
    record DueQueue(MemoryScope scope, int failures) {
    }

    private static final String OF_LANE = " WHERE tenant = :tenant AND destination = :destination AND scope = :scope";
    private static final String AWAKEN = "UPDATE outbox_lane SET due_at = COALESCE(due_at, :now)" + OF_LANE;
    private static final String CREATE = """
            INSERT INTO outbox_lane (tenant, destination, scope, epoch, failures) VALUES (:tenant, :destination, :scope, 0, 0)
            ON CONFLICT DO NOTHING""";
    private static final String EPOCH = "SELECT epoch FROM outbox_lane" + OF_LANE;
    private static final String RAISE = "UPDATE outbox_lane SET epoch = CASE WHEN epoch > :epoch THEN epoch ELSE :epoch END" + OF_LANE;
    private static final String DUE = """
            SELECT tenant, scope, failures FROM outbox_lane
            WHERE destination = :destination AND due_at <= :now AND (held_until IS NULL OR held_until <= :now)
            ORDER BY due_at LIMIT :most""";
    private static final String NEXT = """
            SELECT due_at FROM outbox_lane WHERE destination = :destination AND due_at > :now ORDER BY due_at LIMIT 1""";
    private static final String CLAIM = "UPDATE outbox_lane SET holder = :holder, held_until = :until" + OF_LANE
            + " AND due_at <= :now AND (held_until IS NULL OR held_until <= :now)";
    private static final String KEEP = "UPDATE outbox_lane SET held_until = :until" + OF_LANE + " AND holder = :holder";
    private static final String RELEASE = """
            UPDATE outbox_lane SET holder = NULL, held_until = NULL, due_at = :due, failures = :failures""" + OF_LANE;

    private final Database database;
    private final String destination;

    QueueStore(Database database, String destination) {
        this.database = database;
        this.destination = destination;
    }

    /** Marks the queue as due, creating it if absent, and returns its epoch; its row stays locked. */
    long awaken(Handle handle, MemoryScope scope, Instant now) {
        updateOrCreate(handle, scope, () -> of(handle.createUpdate(AWAKEN), scope).bind("now", Micros.of(now)).execute());
        return of(handle.createQuery(EPOCH), scope).mapTo(Long.class).one();
    }

    /** Raises the epoch: deliveries of an older one are forgotten. */
    void raise(Handle handle, MemoryScope scope, long epoch) {
        updateOrCreate(handle, scope, () -> of(handle.createUpdate(RAISE), scope).bind("epoch", epoch).execute());
    }

    @SuppressWarnings("ReturnValueIgnored") // The second update finds the row that was made for it.
    private void updateOrCreate(Handle handle, MemoryScope scope, IntSupplier update) {
        if (update.getAsInt() == 0) {
            of(handle.createUpdate(CREATE), scope).execute();
            update.getAsInt();
        }
    }

    /** Returns due queues without a lease, the longest due first. */
    List<DueQueue> dueQueues(Instant now, int most) {
        return database.read(handle -> handle.createQuery(DUE).bind("destination", destination).bind("now", Micros.of(now))
                .bind("most", most).map((row, context) -> new DueQueue(new MemoryScope(row.getString("tenant"), row.getString("scope")),
                        row.getInt("failures"))).list());
    }

    /** Returns when the next queue is due. */
    Optional<Instant> next(Instant now) {
        return database.read(handle -> handle.createQuery(NEXT).bind("destination", destination).bind("now", Micros.of(now))
                .mapTo(Long.class).findOne()).map(Micros::at);
    }

    /** Leases a queue; returns false if another holder was faster. */
    boolean claim(Handle handle, MemoryScope scope, String holder, Instant now, Instant until) {
        return of(handle.createUpdate(CLAIM), scope).bind("holder", holder).bind("now", Micros.of(now)).bind("until", Micros.of(until))
                .execute() > 0;
    }

    /** Renews a lease; returns false if it was lost. */
    boolean keep(Handle handle, MemoryScope scope, String holder, Instant until) {
        return of(handle.createUpdate(KEEP), scope).bind("holder", holder).bind("until", Micros.of(until)).execute() > 0;
    }

    /** @param due null if nothing waits */
    void release(Handle handle, MemoryScope scope, Instant due, int failures) {
        of(handle.createUpdate(RELEASE), scope).bind("due", due == null ? null : Micros.of(due)).bind("failures", failures).execute();
    }

    private <S extends SqlStatement<S>> S of(S statement, MemoryScope scope) {
        return statement.bind("tenant", scope.tenant()).bind("destination", destination).bind("scope", scope.id());
    }
}
