package dev.talaria.access;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import dev.talaria.scope.Sha256;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Micros;
import dev.talaria.store.Rows;
import dev.talaria.store.Write;
import jakarta.json.JsonObject;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** The table of API keys: hashes only. Blocks for the database; safe for many threads. */
public final class KeyStore {
    private static final String COLUMNS = "SELECT tenant, id, name, policy, created_at, updated_at, previous_until, hash FROM api_key";
    private static final String BY_HASH = COLUMNS + " WHERE hash = :hash OR previous_hash = :hash";
    private static final String ALL = COLUMNS + " ORDER BY tenant, name";
    private static final String OF_TENANT = COLUMNS + " WHERE tenant = :tenant ORDER BY name";
    private static final String BY_ID = COLUMNS + " WHERE id = :id";
    private static final String HASHES = """
            SELECT hash FROM api_key UNION ALL SELECT previous_hash FROM api_key WHERE previous_hash IS NOT NULL""";
    private static final String CREATE = """
            INSERT INTO api_key (tenant, id, name, hash, policy, created_at, updated_at)
            VALUES (:tenant, :id, :name, :hash, :policy, :now, :now)""";
    private static final String CHANGE = """
            UPDATE api_key SET name = :name, policy = :policy, updated_at = :now WHERE tenant = :tenant AND id = :id""";
    private static final String ROTATE = """
            UPDATE api_key SET previous_hash = hash, previous_until = :until, hash = :hash, updated_at = :now
            WHERE tenant = :tenant AND id = :id""";
    private static final String REMOVE = "DELETE FROM api_key WHERE tenant = :tenant AND id = :id";

    /**
     * A key with its new secret.
     *
     * @param secret shown to its owner only once and not stored
     */
    public record Issued(StoredKey stored, String secret) {
        /** Returns a text without the secret. */
        @Override
        public String toString() {
            return "Issued[" + stored + "]";
        }
    }

    /**
     * A row of a list.
     *
     * @param key     empty if only another release understands it
     * @param problem why it is not understood; empty if it is
     */
    public record Listed(String id, Tenant tenant, String name, Instant created, Instant updated, Optional<StoredKey> key,
                         Optional<Problem> problem) {
    }

    /**
     * A key found by a hash.
     *
     * @param until when the secret expires because of a rotation; null for the current secret
     */
    record KeyMatch(ApiKey key, Instant until) {
        boolean validAt(Instant now) {
            return key.validAt(now) && (until == null || now.isBefore(until));
        }
    }

    private final Database database;
    private final GroupCommit commits;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong generation = new AtomicLong();

    public KeyStore(Database database, GroupCommit commits, Clock clock) {
        this.database = database;
        this.commits = commits;
        this.clock = clock;
    }

    /** Returns a number that changes with every modification through this object and thus invalidates earlier reads. */
    long generation() {
        return generation.get();
    }

    Optional<KeyMatch> keyMatchs(String hash) {
        return database.read(handle -> handle.createQuery(BY_HASH).bind("hash", hash).map((row, context) -> {
            StoredKey stored = stored(row);
            return new KeyMatch(stored.key(), row.getString("hash").equals(hash) ? null : stored.previousUntil());
        }).findFirst());
    }

    /** Returns the hashes of all current and previous secrets. */
    Set<String> hashes() {
        return database.read(handle -> handle.createQuery(HASHES).mapTo(String.class).set());
    }

    /**
     * Lists keys, ordered by tenant and name. A key that only another release understands does not hide others.
     *
     * @param tenant null for all tenants
     */
    public List<Listed> list(Tenant tenant) {
        return database.read(handle -> {
            var query = tenant == null ? handle.createQuery(ALL) : handle.createQuery(OF_TENANT).bind("tenant", tenant.name());
            return query.map((row, context) -> listed(row)).list();
        });
    }

    public Optional<StoredKey> find(String id) {
        return database.read(handle -> handle.createQuery(BY_ID).bind("id", id).map((row, context) -> stored(row)).findFirst());
    }

    /** @throws dev.talaria.error.ApiException {@code key_exists} if the tenant has a key of that name */
    public Issued create(ApiKey key) {
        String secret = KeySecret.random(random);
        Instant now = now();
        StoredKey stored = new StoredKey("key_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16), key,
                KeyJson.stored(key), now, now, null);
        commit(key, handle -> bind(handle.createUpdate(CREATE), stored).bind("hash", Sha256.hex(secret)).execute());
        return new Issued(stored, secret);
    }

    /** @throws dev.talaria.error.ApiException {@code key_exists}, or {@code key_not_found} if it was deleted */
    public StoredKey change(StoredKey before, ApiKey to) {
        StoredKey after = before.changed(to, now());
        changeOne(to, before.id(), handle -> bind(handle.createUpdate(CHANGE), after));
        return after;
    }

    /**
     * Replaces the key's secret. The previous secret stays valid for a grace period, older ones do not.
     *
     * @throws dev.talaria.error.ApiException {@code key_not_found} if the key was deleted
     */
    public Issued rotate(StoredKey before, Duration grace) {
        String secret = KeySecret.random(random);
        Instant now = now();
        StoredKey after = new StoredKey(before.id(), before.key(), before.json(), before.created(), now, now.plus(grace));
        changeOne(before.key(), before.id(), handle -> bind(handle.createUpdate(ROTATE), after)
                .bind("hash", Sha256.hex(secret)).bind("until", Micros.of(after.previousUntil())));
        return new Issued(after, secret);
    }

    /**
     * Deletes the key. On this node, its secrets are invalid once this returns.
     *
     * @throws dev.talaria.error.ApiException {@code key_not_found} if the key was deleted already
     */
    public void revoke(StoredKey key) {
        changeOne(key.key(), key.id(), handle -> bind(handle.createUpdate(REMOVE), key));
    }

    private void changeOne(ApiKey key, String id, Function<Handle, Update> change) {
        commit(key, handle -> {
            if (change.apply(handle).execute() == 0) {
                throw notFound(id);
            }
        });
    }

    private void commit(ApiKey key, Write write) {
        try {
            commits.commit(write);
        } catch (RuntimeException e) {
            throw Rows.isDuplicate(e) ? exists(key.name()) : e;
        } finally {
            generation.incrementAndGet();
        }
    }

    public static ApiException exists(String name) {
        return ErrorCode.KEY_EXISTS.at("name", "An API key of this name exists: " + name);
    }

    public static ApiException notFound(String id) {
        return ErrorCode.KEY_NOT_FOUND.because("API key not found: " + id);
    }

    private static Update bind(Update statement, StoredKey stored) {
        return statement.bind("tenant", stored.key().tenant().name()).bind("id", stored.id()).bind("name", stored.key().name())
                .bind("policy", stored.json().toString()).bind("now", Micros.of(stored.updated()));
    }

    private static Listed listed(ResultSet row) throws SQLException {
        Optional<StoredKey> key = Optional.empty();
        Optional<Problem> problem = Optional.empty();
        try {
            key = Optional.of(stored(row));
        } catch (ApiException e) {
            problem = Optional.of(e.problem());
        }
        return new Listed(row.getString("id"), new Tenant(row.getString("tenant")), row.getString("name"),
                Micros.at(row.getLong("created_at")), Micros.at(row.getLong("updated_at")), key, problem);
    }

    private static StoredKey stored(ResultSet row) throws SQLException {
        long until = row.getLong("previous_until");
        JsonObject policy = Json.parse(row.getString("policy")).asJsonObject();
        return new StoredKey(row.getString("id"), KeyJson.parse(policy), policy, Micros.at(row.getLong("created_at")),
                Micros.at(row.getLong("updated_at")), until == 0 ? null : Micros.at(until));
    }

    /** Returns the time with the precision of the database. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
