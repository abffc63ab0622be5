package dev.talaria.memory;

import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import java.util.List;
import java.util.Objects;

/**
 * The user whose memory is used: a party within a scope, which several people may share.
 *
 * @param userId     the caller's id of the user; null if unknown
 * @param name       the display name; null if unknown
 * @param sessionKey as the caller sent it; null if the scope comes from something else
 * @param also       further scopes to read and never to write, for a provider that can
 */
public record Peer(MemoryScope scope, String userId, String name, String sessionKey, List<MemoryScope> also) {
    public Peer {
        Objects.requireNonNull(scope);
        also = List.copyOf(also);
    }

    /** A user who reads one scope alone. */
    public Peer(MemoryScope scope, String userId, String name, String sessionKey) {
        this(scope, userId, name, sessionKey, List.of());
    }

    /** Returns the user of a request that has a memory scope. */
    public static Peer of(RequestScope request) {
        Identity identity = request.identity();
        return new Peer(request.memoryScope().orElseThrow(), identity.userId().orElse(null), identity.userName().orElse(null),
                request.sessionKey(), request.alsoRead());
    }

    /**
     * Returns the user who says a message of this peer: another one if the message names another participant.
     *
     * @param author the name in the message; null if it has none
     */
    public Peer saying(String author) {
        if (author == null || author.equalsIgnoreCase(name)) {
            return this;
        }
        return new Peer(scope, name == null ? userId : null, author, sessionKey);
    }

    /** Returns a peer of whom only the scope is known. */
    public static Peer of(MemoryScope scope) {
        return new Peer(scope, null, null, null);
    }
}
