package dev.talaria.access;

import dev.talaria.json.StoredJson;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Objects;

/**
 * An API key of the store.
 *
 * @param id            {@code key_} and 16 hex digits
 * @param json          the stored JSON, perhaps with members that only another release knows
 * @param previousUntil when the secret before the last rotation expires; null if there is none
 */
public record StoredKey(String id, ApiKey key, JsonObject json, Instant created, Instant updated, Instant previousUntil) {
    public StoredKey {
        Objects.requireNonNull(id);
        Objects.requireNonNull(key);
        Objects.requireNonNull(json);
        Objects.requireNonNull(created);
        Objects.requireNonNull(updated);
    }

    StoredKey changed(ApiKey to, Instant now) {
        return new StoredKey(id, to, StoredJson.changed(json, KeyJson.stored(key), KeyJson.stored(to)), created, now, previousUntil);
    }

    /** Returns only the id, because other members would reveal callers' session keys. */
    @Override
    public String toString() {
        return "StoredKey[" + id + "]";
    }
}
