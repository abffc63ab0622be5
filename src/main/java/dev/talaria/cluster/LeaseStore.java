package dev.talaria.cluster;

import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The table of leases. Times are the database's own, so that servers need not agree on the clock. Safe for many threads. */
public final class LeaseStore {
    private static final String NOW = "SELECT CURRENT_TIMESTAMP";
    private static final String RENEW = "UPDATE server_lease SET expires_at = :expires WHERE server = :server";
    private static final String ADD = "INSERT INTO server_lease (server, expires_at) VALUES (:server, :expires)";
    private static final String END = "DELETE FROM server_lease WHERE server = :server";
    private static final String FORGET = "DELETE FROM server_lease WHERE expires_at < :before";
    private static final String LIVING = "SELECT server FROM server_lease WHERE expires_at > :now";
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final Database database;

    public LeaseStore(Database database) {
        this.database = Objects.requireNonNull(database);
    }

    /** Renews a server's lease for this long; deletes the names of servers that died long ago. */
    Write renew(String server, Duration lease) {
        return handle -> {
            Instant now = now(handle);
            long expires = Micros.of(now.plus(lease));
            if (handle.createUpdate(RENEW).bind("server", server).bind("expires", expires).execute() == 0) {
                handle.createUpdate(ADD).bind("server", server).bind("expires", expires).execute();
                handle.createUpdate(FORGET).bind("before", Micros.of(now.minus(REMEMBERED))).execute();
            }
        };
    }

    /** Ends the server's lease. */
    Write end(String server) {
        return handle -> handle.createUpdate(END).bind("server", server).execute();
    }

    /** Returns the servers with a valid lease; blocks for the database. */
    Set<String> living() {
        return database.read(handle -> handle.createQuery(LIVING).bind("now", Micros.of(now(handle))).mapTo(String.class).stream()
                .collect(Collectors.toUnmodifiableSet()));
    }

    private static Instant now(Handle handle) {
        return handle.createQuery(NOW).map((row, context) -> row.getTimestamp(1).toInstant()).one();
    }
}
