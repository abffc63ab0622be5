package dev.talaria.response;

import dev.talaria.scope.SessionRef;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Objects;

/**
 * What is known of a response from its start and never changes.
 *
 * @param id           the hex digits of its run's id
 * @param previous     the hex digits of the response it goes on from; null where it begins a chain
 * @param conversation the id of its conversation; null where it is in none
 * @param instructions its own, or those that its chain kept; null for none
 * @param memoryScope  the id of the memory it used, which its chain keeps; null for none
 * @param background   nobody waits for it
 * @param serverTools  calls of the server's tools are among its items
 * @param echo         the settings of the request as a reply repeats them
 */
public record ResponseHead(String id, SessionRef session, String model, String previous, String conversation, String instructions,
                           String memoryScope, boolean background, boolean serverTools, JsonObject echo, Instant created) {
    /** What the id begins with where clients see it. */
    public static final String ID_PREFIX = "resp_";

    public ResponseHead {
        Objects.requireNonNull(id);
        Objects.requireNonNull(session);
        Objects.requireNonNull(model);
        Objects.requireNonNull(echo);
        Objects.requireNonNull(created);
    }
}
