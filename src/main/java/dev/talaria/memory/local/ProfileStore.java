package dev.talaria.memory.local;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.Peer;
import dev.talaria.memory.ProfileChange;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.profile.Profiles;
import dev.talaria.memory.profile.Statement;
import dev.talaria.memory.profile.StoredStatement;
import dev.talaria.memory.profile.Trait;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.sql.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Writes and reads the table {@code memory_profile}. Safe for many threads. */
final class ProfileStore {
    /** The bound on the statements that a scope's profiles are computed from: the latest ones. */
    private static final int MAX_STATEMENTS = 2_000;
    private static final String PREFIX = "prof_";
    /** Takes time and author from the message itself, which an import may have completed. */
    private static final String INSERT = """
            INSERT INTO memory_profile (tenant, scope, seq, place, id, source, person, author, trait, value, effect, created_at)
            SELECT i.tenant, i.scope, i.seq, ?, ?, i.id, ?, ?, ?, ?, ?, i.created_at FROM memory_item i
            WHERE i.tenant = ? AND i.scope = ? AND i.seq = ?""";
    static final String READ = """
            SELECT p.id, p.seq, p.place, p.source, p.person, p.author, p.trait, p.value, p.effect, p.created_at, p.edited_at
            FROM memory_profile p WHERE p.tenant = ? AND p.scope = ? AND p.seq >
            COALESCE((SELECT s.forgotten FROM memory_scope s WHERE s.tenant = ? AND s.scope = ?), 0)
            ORDER BY p.seq DESC, p.place DESC LIMIT ?""";
    private static final String CHANGE = """
            UPDATE memory_profile SET value = :value, effect = :effect, edited_at = :edited
            WHERE tenant = :tenant AND scope = :scope AND seq = :seq AND place = :place AND id = :id""";

    private static final String OF_MESSAGE = " WHERE tenant = :tenant AND scope = :scope AND seq = :seq";
    private static final String EDITED = "UPDATE memory_profile SET edited_at = :edited" + OF_MESSAGE + " AND place = :place";
    private static final String PERSON = "SELECT person FROM memory_profile" + OF_MESSAGE + " AND person IS NOT NULL";
    private static final String DROP = "DELETE FROM memory_profile" + OF_MESSAGE;

    private final Database database;

    ProfileStore(Database database) {
        this.database = database;
    }

    private static void insert(Handle handle, ProfileNote note, String source) {
        Peer speaker = note.speaker();
        List<Statement> statements = note.statements();
        long seq = statements.isEmpty() ? 0 : ItemId.seq(source).orElseThrow();
        for (int i = 0; i < statements.size(); i++) {
            int place = i;
            Optional<ProfileChange> change = note.change(i);
            Statement statement = change.map(statements.get(i)::changed).orElse(statements.get(i));
            Statements.update(handle, INSERT, row -> row.number(place).text(id(seq)).text(speaker.userId()).text(speaker.name())
                    .text(statement.trait().wire()).text(statement.value()).text(wire(statement.effect()))
                    .text(speaker.scope().tenant()).text(speaker.scope().id()).number(seq));
            change.map(ProfileChange::edited).ifPresent(edited -> handle.createUpdate(EDITED).bind("edited", Micros.of(edited))
                    .bind("tenant", speaker.scope().tenant()).bind("scope", speaker.scope().id()).bind("seq", seq)
                    .bind("place", place).execute());
        }
    }

    /** Stores the notes of messages within the transaction that has stored these. */
    static void insertAll(Handle handle, List<ProfileNote> notes, List<String> sources) {
        for (int i = 0; i < sources.size(); i++) {
            insert(handle, notes.get(i), sources.get(i));
        }
    }

    /** Stores the notes of imported messages, leaving out messages that were there already. */
    static void insertNew(Handle handle, List<ProfileNote> notes, List<Incoming.Outcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).stored()) {
                insert(handle, notes.get(i), outcomes.get(i).id());
            }
        }
    }

    /**
     * Stores what a message says once it was edited, in place of what it had said, within the transaction that has edited it. It still
     * counts as said by the same user.
     */
    static void replace(Handle handle, MemoryScope scope, Row head, String text) {
        Optional<String> person = handle.createQuery(PERSON).bind("tenant", scope.tenant()).bind("scope", scope.id())
                .bind("seq", head.head()).mapTo(String.class).findFirst();
        handle.createUpdate(DROP).bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("seq", head.head()).execute();
        Peer speaker = new Peer(scope, person.orElse(null), null, null);
        insert(handle, ProfileNote.of(speaker, head.item().role(), head.item().author(), text), head.item().id());
    }

    private static String id(long seq) {
        HexFormat hex = HexFormat.of();
        return PREFIX + hex.toHexDigits(seq) + hex.toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static String wire(Statement.Effect effect) {
        return effect.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the profiles of a scope's users. */
    Profiles read(MemoryScope scope) {
        return database.read(handle -> read(handle, scope));
    }

    static Profiles read(Handle handle, MemoryScope scope) {
        return new Profiles(Statements.all(handle, READ, values -> values.text(scope.tenant()).text(scope.id()).text(scope.tenant())
                .text(scope.id()).number(MAX_STATEMENTS), ProfileStore::statement).stream().flatMap(Optional::stream).toList());
    }

    /**
     * Changes statements within the handle's transaction, in which nobody else writes to the scope.
     *
     * @param change returns the statements that change; empty for none
     * @return whether any changed
     */
    static boolean change(Handle handle, MemoryScope scope, Function<Profiles, List<StoredStatement>> change) {
        if (!ScopeStore.hold(handle, scope)) {
            return false;
        }
        List<StoredStatement> changed = change.apply(read(handle, scope));
        for (StoredStatement each : changed) {
            handle.createUpdate(CHANGE).bind("tenant", scope.tenant()).bind("scope", scope.id())
                    .bind("seq", each.seq()).bind("place", each.place()).bind("id", each.id())
                    .bind("value", each.statement().value()).bind("effect", wire(each.statement().effect()))
                    .bind("edited", each.edited() == null ? null : Micros.of(each.edited())).execute();
        }
        return !changed.isEmpty();
    }

    /** Returns a row; empty if another release wrote something that this one does not know. */
    private static Optional<StoredStatement> statement(ResultSet row) throws SQLException {
        Optional<Trait> trait = Trait.of(row.getString("trait"));
        Statement.Effect effect = effect(row.getString("effect"));
        if (trait.isEmpty()) {
            return Optional.empty();
        }
        long edited = row.getLong("edited_at");
        Instant editedAt = row.wasNull() ? null : Micros.at(edited);
        return Optional.of(new StoredStatement(row.getString("id"), row.getLong("seq"), row.getInt("place"), row.getString("source"),
                row.getString("person"), row.getString("author"), new Statement(trait.get(), row.getString("value"), effect),
                Micros.at(row.getLong("created_at")), editedAt));
    }

    private static Statement.Effect effect(String wire) {
        for (Statement.Effect effect : Statement.Effect.values()) {
            if (wire(effect).equals(wire)) {
                return effect;
            }
        }
        return Statement.Effect.NONE;
    }
}
