package dev.talaria.access;

import dev.talaria.json.StoredJson;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Objects;

/**
 * An API key of the store.
 *
 * @param id            {@code key_} and 16 hex digits
 * @param json          as it is stored, perhaps with members that only another release knows
 * @param previousUntil until when the secret before the last rotation is valid too; null where there is none
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

    /** Its text would name callers' session keys. */
    @Override
    public String toString() {
        return "StoredKey[" + id + "]";
    }
}
