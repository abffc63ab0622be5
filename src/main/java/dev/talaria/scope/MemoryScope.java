package dev.talaria.scope;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The scope of long-term memory: a tenant and an opaque id, the hash over length-prefixed (version, tenant, kind, parts). Scopes of
 * different kinds are distinct, so key {@code x} and session {@code x} are two scopes, and so are {@code a:b} and {@code a-b}.
 *
 * @param id 64 lower-case hex digits
 */
public record MemoryScope(String tenant, String id) {
    private static final String VERSION = "1";

    private enum Kind {
        KEY, USER, USER_CHAT, TEMPLATE, SESSION, AGENT
    }

    public MemoryScope {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(id);
    }

    public static MemoryScope ofKey(String tenant, String sessionKey) {
        return derive(tenant, Kind.KEY, List.of(sessionKey));
    }

    public static MemoryScope ofUser(String tenant, String userId) {
        return derive(tenant, Kind.USER, List.of(userId));
    }

    public static MemoryScope ofUserAndChat(String tenant, String userId, String chatId) {
        return derive(tenant, Kind.USER_CHAT, List.of(userId, chatId));
    }

    /** @param parts the template's literal text, header names and header values, in order */
    static MemoryScope ofTemplate(String tenant, List<String> parts) {
        return derive(tenant, Kind.TEMPLATE, parts);
    }

    /** Returns the scope of a session id that the caller sent; a derived session id has no memory scope. */
    public static MemoryScope ofSession(String tenant, String owner, String sessionId) {
        return derive(tenant, Kind.SESSION, List.of(owner, sessionId));
    }

    /** Returns the part of this scope that one agent keeps to itself. */
    public MemoryScope ownedBy(String agent) {
        return derive(tenant, Kind.AGENT, List.of(id, agent));
    }

    private static MemoryScope derive(String tenant, Kind kind, List<String> parts) {
        LengthPrefixed hash = new LengthPrefixed().part(VERSION).part(tenant).part(kind.name().toLowerCase(Locale.ROOT));
        parts.forEach(hash::part);
        return new MemoryScope(tenant, hash.hex(64));
    }
}
