package dev.talaria.api.sessions;

import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.session.Node;
import dev.talaria.session.Session;
import dev.talaria.session.Transcript;
import java.util.List;
import java.util.Optional;

/**
 * The body that forks a session; every member is optional.
 *
 * @param message the last message of the copy
 */
record ForkRequest(Optional<String> id, Optional<String> title, Optional<String> message) {

    /** @throws dev.talaria.error.ApiException {@code invalid_session_id, invalid_title, invalid_value} */
    static ForkRequest parse(JsonBody body) {
        return new ForkRequest(SessionFields.id(body), SessionFields.title(body), body.string("message"));
    }

    /**
     * Returns the branch to copy: the one that ends at the message, which may be any, else the whole conversation.
     *
     * @throws dev.talaria.error.ApiException {@code invalid_value} if the session has no such message
     */
    List<Node> path(Session session, Transcript transcript) {
        if (message.isEmpty()) {
            return Messages.shown(session, transcript);
        }
        List<Node> path = transcript.branchTo(message.get());
        if (path.isEmpty()) {
            throw ErrorCode.INVALID_VALUE.at("message", "'message' must be the id of a message of this session");
        }
        return path;
    }
}
