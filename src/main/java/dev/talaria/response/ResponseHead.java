package dev.talaria.response;

import dev.talaria.scope.SessionRef;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Objects;

/**
 * The part of a response that is known at its start and never changes.
 *
 * @param id           the hex digits of its run's id
 * @param agent        its id; empty if unknown
 * @param previous     the hex digits of the response it continues; null if it starts a chain
 * @param conversation the id of its conversation; null for none
 * @param instructions its own, or those that its chain kept; null for none
 * @param memoryScope  the id of the memory it used, which its chain keeps; null for none
 * @param background   whether it runs without a waiting client
 * @param serverTools  whether calls of the server's tools are among its items
 * @param echo         the settings of the request as replies repeat them
 */
public record ResponseHead(String id, SessionRef session, String model, String agent, String previous, String conversation,
        String instructions,
                           String memoryScope, boolean background, boolean serverTools, JsonObject echo, Instant created) {
    /** The prefix of the id on the wire. */
    public static final String ID_PREFIX = "resp_";

    public ResponseHead {
        Objects.requireNonNull(id);
        Objects.requireNonNull(session);
        Objects.requireNonNull(model);
        Objects.requireNonNull(agent);
        Objects.requireNonNull(echo);
        Objects.requireNonNull(created);
    }
}
