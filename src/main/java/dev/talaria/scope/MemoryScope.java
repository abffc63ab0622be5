package dev.talaria.scope;

import java.util.Locale;
import java.util.Objects;

/**
 * What long-term memory is filed under: a tenant and an opaque id, the hash over length-prefixed (version, tenant, kind, parts).
 * Different kinds never meet, so key {@code x} and session {@code x} are two scopes, and so are {@code a:b} and {@code a-b}.
 *
 * @param id 64 lower-case hex digits
 */
public record MemoryScope(String tenant, String id) {
    private static final String VERSION = "1";

    private enum Kind {
        KEY, SESSION
    }

    public MemoryScope {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(id);
    }

    public static MemoryScope ofKey(String tenant, String sessionKey) {
        return derive(tenant, Kind.KEY, sessionKey);
    }

    /** For a session id that the caller sent; a derived one scopes no memory. */
    public static MemoryScope ofSession(String tenant, String owner, String sessionId) {
        return derive(tenant, Kind.SESSION, owner, sessionId);
    }

    private static MemoryScope derive(String tenant, Kind kind, String... parts) {
        LengthPrefixed hash = new LengthPrefixed().part(VERSION).part(tenant).part(kind.name().toLowerCase(Locale.ROOT));
        for (String part : parts) {
            hash.part(part);
        }
        return new MemoryScope(tenant, hash.hex(64));
    }
}
