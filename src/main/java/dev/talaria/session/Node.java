package dev.talaria.session;

import dev.talaria.message.Message;
import java.time.Instant;
import java.util.Objects;

/**
 * One message in its place in a session's tree.
 *
 * @param id         orders the nodes of a session by the time they were stored
 * @param parent     null for the first message of a branch
 * @param fromClient the client sent it; otherwise the run said it. A tool's result from the client answers a client tool,
 *                   one from the run a server tool, which the client never sees
 * @param partial    the run was cut short while it said this
 * @param run        the run that stored it
 * @param user       the id of the user whose turn it was; null where none was known
 */
public record Node(String id, String parent, Message message, boolean fromClient, boolean partial, String run, Instant created,
                   String user) {
    /** Of no known user. */
    public Node(String id, String parent, Message message, boolean fromClient, boolean partial, String run, Instant created) {
        this(id, parent, message, fromClient, partial, run, created, null);
    }

    public Node {
        Objects.requireNonNull(id);
        Objects.requireNonNull(message);
        Objects.requireNonNull(run);
        Objects.requireNonNull(created);
    }

    /** The id as it is stored. */
    public long number() {
        return NodeIds.number(id);
    }
}
