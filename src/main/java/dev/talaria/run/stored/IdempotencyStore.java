package dev.talaria.run.stored;

import dev.talaria.error.ErrorCode;
import dev.talaria.run.IdempotencyKey;
import dev.talaria.run.RunId;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;

/** The table of idempotency keys, which survive the process. Safe for many threads. */
public final class IdempotencyStore {
    private static final String FIND = """
            SELECT fingerprint, run FROM idempotency
            WHERE tenant = :tenant AND owner = :owner AND api_key = :apiKey AND memory_scope = :memoryScope
                AND session = :session AND name = :name AND expires_at > :now""";
    private static final String FORGET = """
            DELETE FROM idempotency
            WHERE tenant = :tenant AND owner = :owner AND api_key = :apiKey AND memory_scope = :memoryScope
                AND session = :session AND name = :name AND expires_at <= :now""";
    private static final String ADD = """
            INSERT INTO idempotency (tenant, owner, api_key, memory_scope, session, name, fingerprint, run, expires_at)
            VALUES (:tenant, :owner, :apiKey, :memoryScope, :session, :name, :fingerprint, :run, :expires) ON CONFLICT DO NOTHING""";

    /** The use of a key. */
    public record Used(String fingerprint, RunId run) {
    }

    private final Database database;

    public IdempotencyStore(Database database) {
        this.database = Objects.requireNonNull(database);
    }

    /** Returns what the key was used for; blocks for the database. */
    public Optional<Used> find(IdempotencyKey key, Instant now) {
        return database.read(handle -> name(handle.createQuery(FIND), key).bind("now", Micros.of(now))
                .map((row, context) -> new Used(row.getString("fingerprint"), new RunId(row.getString("run")))).findFirst());
    }

    /**
     * Returns a write for the transaction that creates the run. It fails with {@code idempotency_key_conflict} if any server uses the key;
     * {@link #find} then returns for what.
     */
    public Write remember(IdempotencyKey key, Used used, Instant now, Instant expires) {
        return handle -> {
            name(handle.createUpdate(FORGET), key).bind("now", Micros.of(now)).execute();
            int added = name(handle.createUpdate(ADD), key).bind("fingerprint", used.fingerprint()).bind("run", used.run().hex())
                    .bind("expires", Micros.of(expires)).execute();
            if (added == 0) {
                throw ErrorCode.IDEMPOTENCY_KEY_CONFLICT.because("This Idempotency-Key has just been used by another request");
            }
        };
    }

    private static <S extends SqlStatement<S>> S name(S statement, IdempotencyKey key) {
        return statement.bind("tenant", key.tenant()).bind("owner", key.owner()).bind("apiKey", key.apiKey())
                .bind("memoryScope", key.memoryScope()).bind("session", key.session()).bind("name", key.name());
    }
}
