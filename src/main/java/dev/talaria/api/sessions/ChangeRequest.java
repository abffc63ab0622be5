package dev.talaria.api.sessions;

import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.session.SessionPatch;
import dev.talaria.text.Truncation;
import java.util.Set;
import java.util.TreeSet;

/** Parses the body that changes a session: absent members stay, null ones are removed. */
final class ChangeRequest {
    private static final String TITLE = "title";
    private static final String END_REASON = "end_reason";
    private static final int MAX_SHOWN = 60;

    private ChangeRequest() {
    }

    /** @throws dev.talaria.error.ApiException {@code unsupported_session_field, invalid_title, invalid_value} */
    static SessionPatch parse(JsonBody body) {
        Set<String> others = new TreeSet<>(body.object().keySet());
        others.removeAll(Set.of(TITLE, END_REASON));
        if (!others.isEmpty()) {
            String shown = Truncation.marked(others.iterator().next(), MAX_SHOWN);
            throw ErrorCode.UNSUPPORTED_SESSION_FIELD.at(shown, "Unsupported session field: " + shown);
        }
        return new SessionPatch(body.object().containsKey(TITLE), SessionFields.title(body).orElse(null),
                body.object().containsKey(END_REASON), SessionFields.endReason(body).orElse(null));
    }
}
