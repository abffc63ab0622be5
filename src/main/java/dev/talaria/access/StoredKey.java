package dev.talaria.access;

import java.time.Instant;
import java.util.Objects;

/**
 * An API key of the store.
 *
 * @param id            {@code key_} and 16 hex digits
 * @param previousUntil until when the secret before the last rotation is valid too; null where there is none
 */
public record StoredKey(String id, ApiKey key, Instant created, Instant updated, Instant previousUntil) {
    public StoredKey {
        Objects.requireNonNull(id);
        Objects.requireNonNull(key);
        Objects.requireNonNull(created);
        Objects.requireNonNull(updated);
    }

    StoredKey changed(ApiKey to, Instant now) {
        return new StoredKey(id, to, created, now, previousUntil);
    }

    /** Its text would name callers' session keys. */
    @Override
    public String toString() {
        return "StoredKey[" + id + "]";
    }
}
