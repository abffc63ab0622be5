package dev.talaria.api.sessions;

import dev.talaria.api.http.request.CleanText;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.session.SessionEdits;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;

/** The members that session bodies share, each with its own error code. Absent, null and blank are the same. */
final class SessionFields {
    private static final String TITLE = "title";
    private static final int MAX_REASON = 256;

    private SessionFields() {
    }

    static Optional<String> id(JsonBody body) {
        Optional<String> id = text(body, "id", ScopeReader.invalidSessionId("id"));
        if (id.isPresent() && !ScopeReader.isSessionId(id.get())) {
            throw ScopeReader.invalidSessionId("id");
        }
        return id;
    }

    /** Returns the title: one line of at most {@value SessionEdits#MAX_TITLE} characters. */
    static Optional<String> title(JsonBody body) {
        Optional<String> title = text(body, TITLE, ErrorCode.INVALID_TITLE.at(TITLE, "'title' must be a string"));
        if (title.filter(CleanText::hasControl).isPresent()) {
            throw ErrorCode.INVALID_TITLE.at(TITLE, "'title' must not contain control characters");
        }
        if (title.isPresent() && title.get().codePointCount(0, title.get().length()) > SessionEdits.MAX_TITLE) {
            throw ErrorCode.INVALID_TITLE.at(TITLE, "'title' must have at most " + SessionEdits.MAX_TITLE + " characters");
        }
        return title;
    }

    static Optional<String> endReason(JsonBody body) {
        Optional<String> reason = body.string("end_reason").map(CleanText::trim).filter(text -> !text.isEmpty());
        if (reason.filter(text -> CleanText.hasControl(text) || text.length() > MAX_REASON).isPresent()) {
            body.fail("end_reason", "one line of at most " + MAX_REASON + " characters");
        }
        return reason;
    }

    /** Returns the prompt unchanged, including its blanks; empty if it is blank. */
    static Optional<String> prompt(JsonBody body, String name, ErrorCode fault) {
        return body.value(name).map(value -> string(value, fault.at(name, "'" + name + "' must be a string")))
                .filter(text -> !text.isBlank());
    }

    private static Optional<String> text(JsonBody body, String name, ApiException fault) {
        return body.value(name).map(value -> CleanText.trim(string(value, fault))).filter(text -> !text.isEmpty());
    }

    private static String string(JsonValue value, ApiException fault) {
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw fault;
    }
}
