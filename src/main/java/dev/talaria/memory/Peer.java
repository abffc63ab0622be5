package dev.talaria.memory;

import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import java.util.Objects;

/**
 * The user whose memory is meant: a party within a scope, which several people may share.
 *
 * @param userId     as the caller names its user; null where unknown
 * @param name       for people; null where unknown
 * @param sessionKey as the caller sent it; null where the scope comes from something else
 */
public record Peer(MemoryScope scope, String userId, String name, String sessionKey) {
    public Peer {
        Objects.requireNonNull(scope);
    }

    /** The user of a request that has a memory scope. */
    public static Peer of(RequestScope request) {
        Identity identity = request.identity();
        return new Peer(request.memoryScope().orElseThrow(), identity.userId().orElse(null), identity.userName().orElse(null),
                request.sessionKey());
    }

    /** Somebody of whom nothing but the scope is known. */
    public static Peer of(MemoryScope scope) {
        return new Peer(scope, null, null, null);
    }
}
