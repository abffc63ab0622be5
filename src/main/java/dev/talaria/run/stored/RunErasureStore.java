package dev.talaria.run.stored;

import dev.talaria.run.RunId;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.Write;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The queries that erasing runs needs. Safe for many threads. */
final class RunErasureStore {
    private static final int EVENTS_AT_ONCE = 500;
    private static final String LAST = "SELECT MAX(id) FROM (SELECT id FROM run WHERE id > :after ORDER BY id LIMIT :most) AS looked";
    private static final String OF_SESSION = """
            SELECT tenant, owner, id FROM run
            WHERE id > :after AND id <= :last AND tenant = :tenant AND owner = :owner AND session = :name""";
    private static final String OF_SCOPE = """
            SELECT tenant, owner, id FROM run
            WHERE id > :after AND id <= :last AND tenant = :tenant AND scope = :name""";
    private static final String DELETE_KEYS = "DELETE FROM idempotency WHERE tenant = :tenant AND owner = :owner AND run IN (<runs>)";

    /** Selects the runs of a session, or of a memory scope. */
    record Whose(String sql, String tenant, String owner, String name) {
        static Whose session(SessionRef session) {
            return new Whose(OF_SESSION, session.tenant(), session.owner(), session.id());
        }

        static Whose scope(MemoryScope scope) {
            return new Whose(OF_SCOPE, scope.tenant(), "", scope.id());
        }
    }

    private record Owner(String tenant, String owner) {
    }

    private final Database database;

    RunErasureStore(Database database) {
        this.database = Objects.requireNonNull(database);
    }

    /**
     * Returns the last id of the next {@code most} runs, of any tenant, after this one; empty if there are no more. Blocks for the
     * database.
     */
    Optional<String> last(String after, int most) {
        return database.read(handle -> handle.createQuery(LAST).bind("after", after).bind("most", most).mapTo(String.class).findOne());
    }

    /** Returns the selected runs after the first id, up to and including the other. Blocks for the database. */
    List<RunKey> between(String after, String last, Whose whose) {
        return database.read(handle -> handle.createQuery(whose.sql()).bind("after", after).bind("last", last)
                .bind("tenant", whose.tenant()).bind("owner", whose.owner()).bind("name", whose.name())
                .map((row, context) -> new RunKey(row.getString("tenant"), row.getString("owner"), new RunId(row.getString("id")))).list());
    }

    /**
     * Deletes runs with their events and the idempotency keys that started them.
     *
     * @param more accepts true if there are more events than one transaction should delete; the caller then repeats the write
     */
    static Write erase(List<RunKey> runs, Consumer<Boolean> more) {
        Map<Owner, List<String>> owners = runs.stream().collect(Collectors.groupingBy(key -> new Owner(key.tenant(), key.owner()),
                Collectors.mapping(key -> key.id().hex(), Collectors.toList())));
        return handle -> {
            owners.forEach((owner, ids) -> handle.createUpdate(DELETE_KEYS).bind("tenant", owner.tenant()).bind("owner", owner.owner())
                    .bindList("runs", ids).execute());
            more.accept(!events(handle, runs));
        };
    }

    private static boolean events(Handle handle, List<RunKey> runs) {
        int left = EVENTS_AT_ONCE;
        for (RunKey run : runs) {
            left -= RunStore.deleteEvents(handle, run, left);
            if (left <= 0) {
                return false;
            }
            RunStore.name(handle.createUpdate(RunStore.DELETE), run).execute();
        }
        return true;
    }
}
