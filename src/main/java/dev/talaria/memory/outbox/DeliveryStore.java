package dev.talaria.memory.outbox;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.text.Truncation;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code outbox_parcel}, limited to one destination. Safe for many threads. */
final class DeliveryStore {
    /** A delivery without its payload, as it was before the current attempt. */
    record Head(long sequence, int attempts, boolean unclear) {
    }

    private static final int MAX_REASON = 500;
    private static final String INSERT = """
            INSERT INTO outbox_parcel (tenant, destination, scope, epoch, payload, attempts, unclear, created_at)
            VALUES (:tenant, :destination, :scope, :epoch, :payload, 0, FALSE, :now)""";
    private static final String FORGET = """
            DELETE FROM outbox_parcel
            WHERE destination = :destination AND tenant = :tenant AND scope = :scope AND epoch < :epoch""";
    private static final String FORGET_NAMED = """
            DELETE FROM outbox_parcel WHERE destination = :destination AND tenant = :tenant AND payload LIKE :named ESCAPE '!'""";
    private static final String HEAD = """
            SELECT seq, attempts, unclear FROM outbox_parcel
            WHERE destination = :destination AND tenant = :tenant AND scope = :scope AND parked_at IS NULL ORDER BY seq LIMIT 1""";
    private static final String OF_PARCEL = " WHERE tenant = :tenant AND seq = :seq";
    private static final String BEGIN = "UPDATE outbox_parcel SET attempts = attempts + 1, unclear = TRUE" + OF_PARCEL;
    private static final String PAYLOAD = "SELECT payload FROM outbox_parcel" + OF_PARCEL;
    private static final String REMOVE = "DELETE FROM outbox_parcel" + OF_PARCEL;
    private static final String AFTER = "UPDATE outbox_parcel SET unclear = :unclear, reason = :reason, parked_at = :parked" + OF_PARCEL;

    private final Database database;
    private final String destination;

    DeliveryStore(Database database, String destination) {
        this.database = database;
        this.destination = destination;
    }

    void insert(Handle handle, MemoryScope scope, long epoch, String payload, Instant now) {
        handle.createUpdate(INSERT).bind("tenant", scope.tenant()).bind("destination", destination).bind("scope", scope.id())
                .bind("epoch", epoch).bind("payload", payload).bind("now", Micros.of(now)).execute();
    }

    /** Deletes deliveries older than the epoch, parked or not. */
    void forget(Handle handle, MemoryScope scope, long epoch) {
        handle.createUpdate(FORGET).bind("tenant", scope.tenant()).bind("destination", destination).bind("scope", scope.id())
                .bind("epoch", epoch).execute();
    }

    /** Deletes deliveries that contain this name, parked or not, in any scope. */
    void forgetNamed(Handle handle, String tenant, String name) {
        String escaped = name.replace("!", "!!").replace("%", "!%").replace("_", "!_");
        handle.createUpdate(FORGET_NAMED).bind("tenant", tenant).bind("destination", destination).bind("named", "%\"" + escaped + "\"%")
                .execute();
    }

    /** Returns the next delivery of a scope. */
    Optional<Head> head(Handle handle, MemoryScope scope) {
        return handle.createQuery(HEAD).bind("destination", destination).bind("tenant", scope.tenant()).bind("scope", scope.id())
                .map((row, context) -> new Head(row.getLong("seq"), row.getInt("attempts"), row.getBoolean("unclear"))).findOne();
    }

    /** Records an attempt before it is made, so that a later one knows that the delivery may have arrived. */
    void begin(Handle handle, MemoryScope scope, Head head) {
        handle.createUpdate(BEGIN).bind("tenant", scope.tenant()).bind("seq", head.sequence()).execute();
    }

    /** Returns the payload; empty if the delivery was deleted meanwhile. */
    Optional<String> payload(MemoryScope scope, Head head) {
        return database.read(handle -> handle.createQuery(PAYLOAD).bind("tenant", scope.tenant()).bind("seq", head.sequence())
                .mapTo(String.class).findOne());
    }

    void remove(Handle handle, MemoryScope scope, Head head) {
        handle.createUpdate(REMOVE).bind("tenant", scope.tenant()).bind("seq", head.sequence()).execute();
    }

    /** @param parked null if the delivery keeps waiting */
    void keep(Handle handle, MemoryScope scope, Head head, boolean unclear, String why, Instant parked) {
        handle.createUpdate(AFTER).bind("tenant", scope.tenant()).bind("seq", head.sequence()).bind("unclear", unclear)
                .bind("reason", Truncation.start(why, MAX_REASON)).bind("parked", parked == null ? null : Micros.of(parked)).execute();
    }
}
