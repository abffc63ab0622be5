package dev.talaria.memory.local;

import dev.talaria.config.FactsConfig;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a model: turns without facts ({@code memory_undrawn}) and sessions without a summary ({@code memory_unsummed}); and what
 * the model has cost ({@code memory_spent}). Safe for many threads.
 */
final class UndrawnStore {
    private static final String OF_SCOPE = " WHERE tenant = :tenant AND scope = :scope";
    private static final String PLACE = "SELECT place FROM memory_undrawn" + OF_SCOPE + " ORDER BY seq DESC LIMIT 1";
    private static final String ADD = """
            INSERT INTO memory_undrawn (tenant, scope, seq, last_seq, place, person)
            VALUES (:tenant, :scope, :seq, :last, :place, :person)""";
    private static final String OLDEST = "SELECT seq, last_seq, person FROM memory_undrawn" + OF_SCOPE
            + " AND seq > :above ORDER BY seq LIMIT :limit";
    private static final String REMOVE = "DELETE FROM memory_undrawn" + OF_SCOPE + " AND seq = :seq";
    private static final String SAID = """
            INSERT INTO memory_unsummed (tenant, scope, session, said_at, queued) VALUES (:tenant, :scope, :session, :at, FALSE)
            ON CONFLICT (tenant, scope, session) DO UPDATE SET said_at = excluded.said_at, queued = FALSE""";
    private static final String OF_SESSION = OF_SCOPE + " AND session = :session";
    private static final String LAST_SAID = "SELECT said_at FROM memory_unsummed" + OF_SESSION;
    private static final String SUMMED = "DELETE FROM memory_unsummed" + OF_SESSION + " AND said_at <= :at";
    private static final String FORGET_SESSION = "DELETE FROM memory_unsummed" + OF_SESSION;
    private static final String FORGET = "DELETE FROM memory_unsummed" + OF_SCOPE;
    private static final String IDLE = """
            SELECT tenant, scope, session FROM memory_unsummed WHERE queued = FALSE AND said_at <= :at ORDER BY said_at LIMIT :limit""";
    private static final String QUEUE = "UPDATE memory_unsummed SET queued = TRUE" + OF_SESSION + " AND queued = FALSE AND said_at <= :at";
    private static final String SPENT = "SELECT calls, tokens FROM memory_spent" + OF_SCOPE + " AND day = :day";
    private static final String SPEND = """
            INSERT INTO memory_spent (tenant, scope, day, calls, tokens) VALUES (:tenant, :scope, :day, :calls, :tokens)
            ON CONFLICT (tenant, scope) DO UPDATE SET
            calls = excluded.calls + CASE WHEN memory_spent.day = excluded.day THEN memory_spent.calls ELSE 0 END,
            tokens = excluded.tokens + CASE WHEN memory_spent.day = excluded.day THEN memory_spent.tokens ELSE 0 END,
            day = excluded.day""";
    private static final String WAITING = """
            SELECT (SELECT COUNT(*) FROM memory_undrawn) AS turns, (SELECT COUNT(*) FROM memory_unsummed) AS sessions""";

    private final Database database;

    /**
     * A turn without facts.
     *
     * @param seq    its first row
     * @param last   its last row
     * @param person the id of its user; null if unknown
     */
    record Turn(long seq, long last, @Nullable String person) {
    }

    /** A session without a summary, by its name in the scope's rows. */
    record Idle(MemoryScope scope, String session) {
    }

    /** How much waits on all servers of the database. */
    record Waiting(long turns, long sessions) {
    }

    UndrawnStore(Database database) {
        this.database = database;
    }

    private static <S extends SqlStatement<S>> S of(S statement, MemoryScope scope) {
        return statement.bind("tenant", scope.tenant()).bind("scope", scope.id());
    }

    /** Adds a turn within its transaction; returns how many have been added since there was none, the forgotten ones included. */
    static long add(Handle handle, MemoryScope scope, Turn turn) {
        long place = of(handle.createQuery(PLACE), scope).mapTo(Long.class).findOne().orElse(0L) + 1;
        of(handle.createUpdate(ADD), scope).bind("seq", turn.seq()).bind("last", turn.last()).bind("place", place)
                .bind("person", turn.person()).execute();
        return place;
    }

    /** Returns the oldest turns after a sequence number. */
    static List<Turn> oldest(Handle handle, MemoryScope scope, long above, int limit) {
        return of(handle.createQuery(OLDEST), scope).bind("above", above).bind("limit", limit)
                .map((row, context) -> new Turn(row.getLong("seq"), row.getLong("last_seq"), row.getString("person"))).list();
    }

    List<Turn> oldest(MemoryScope scope, long above, int limit) {
        return database.read(handle -> oldest(handle, scope, above, limit));
    }

    /** Takes a turn off the list; returns false if it is not there, because another server was faster or it is forgotten. */
    static boolean remove(Handle handle, MemoryScope scope, Turn turn) {
        return of(handle.createUpdate(REMOVE), scope).bind("seq", turn.seq()).execute() > 0;
    }

    /** Notes that something was said in a session. */
    static void said(Handle handle, MemoryScope scope, String session, Instant at) {
        of(handle.createUpdate(SAID), scope).bind("session", session).bind("at", Micros.of(at)).execute();
    }

    /** Returns when something was last said in a session; empty if its summary tells of it. */
    Optional<Instant> lastSaid(MemoryScope scope, String session) {
        return database.read(handle -> of(handle.createQuery(LAST_SAID), scope).bind("session", session).mapTo(Long.class).findOne())
                .map(Micros::at);
    }

    /** Notes that a session is summarized up to a time. */
    static void summed(Handle handle, MemoryScope scope, String session, Instant at) {
        of(handle.createUpdate(SUMMED), scope).bind("session", session).bind("at", Micros.of(at)).execute();
    }

    /** Forgets that a session has no summary. */
    static void forget(Handle handle, MemoryScope scope, String session) {
        of(handle.createUpdate(FORGET_SESSION), scope).bind("session", session).execute();
    }

    /** Forgets which sessions of a scope have no summary. */
    static void forget(Handle handle, MemoryScope scope) {
        of(handle.createUpdate(FORGET), scope).execute();
    }

    /** Returns sessions in which nothing was said since a time, the longest idle first. */
    List<Idle> idle(Instant since, int limit) {
        return database.read(handle -> handle.createQuery(IDLE).bind("at", Micros.of(since)).bind("limit", limit)
                .map((row, context) -> new Idle(new MemoryScope(row.getString("tenant"), row.getString("scope")),
                        row.getString("session"))).list());
    }

    /** Marks a session as queued; returns false if another server did, or if something was said meanwhile. */
    static boolean queue(Handle handle, Idle idle, Instant since) {
        return of(handle.createUpdate(QUEUE), idle.scope()).bind("session", idle.session()).bind("at", Micros.of(since)).execute() > 0;
    }

    /** Counts a call if the scope's budget of the day allows it; returns whether it does. */
    static boolean spendCall(Handle handle, MemoryScope scope, long day, FactsConfig.Budget budget) {
        boolean spent = of(handle.createQuery(SPENT), scope).bind("day", day)
                .map((row, context) -> row.getLong("calls") >= budget.calls() || row.getLong("tokens") >= budget.tokens())
                .findOne().orElse(false);
        if (!spent) {
            spend(handle, scope, day, 1, 0);
        }
        return !spent;
    }

    /** Adds to what a scope has cost on a day. */
    static void spend(Handle handle, MemoryScope scope, long day, int calls, long tokens) {
        of(handle.createUpdate(SPEND), scope).bind("day", day).bind("calls", calls).bind("tokens", tokens).execute();
    }

    Waiting waiting() {
        return database.read(handle -> handle.createQuery(WAITING)
                .map((row, context) -> new Waiting(row.getLong("turns"), row.getLong("sessions"))).one());
    }
}
