package dev.talaria.session;

import dev.talaria.message.Message;
import java.time.Instant;
import java.util.Objects;

/**
 * One message at its place in a session's tree.
 *
 * @param id         sorts the nodes of a session by the time they were stored
 * @param parent     null for the first message of a branch
 * @param fromClient whether the client sent it; if false, the run produced it. A tool result from the client answers a client tool, one
 * from the run a server tool, which the client never sees
 * @param partial    whether the run was interrupted within it
 * @param run        the run that stored it
 * @param user       the id of the user whose turn it was; null if unknown
 */
public record Node(String id, String parent, Message message, boolean fromClient, boolean partial, String run, Instant created,
                   String user) {
    /** A node of an unknown user. */
    public Node(String id, String parent, Message message, boolean fromClient, boolean partial, String run, Instant created) {
        this(id, parent, message, fromClient, partial, run, created, null);
    }

    public Node {
        Objects.requireNonNull(id);
        Objects.requireNonNull(message);
        Objects.requireNonNull(run);
        Objects.requireNonNull(created);
    }

    /** Returns the id as it is stored. */
    public long number() {
        return NodeIds.number(id);
    }
}
