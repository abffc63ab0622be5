package dev.talaria.api.sessions;

import dev.talaria.error.ErrorCode;
import dev.talaria.session.SessionEdits;
import dev.talaria.session.SessionSearch;
import java.util.Optional;
import java.util.function.Function;

/** Parses the query of a list of sessions. */
final class ListRequest {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX = 200;
    private static final int MAX_TEXT = 256;

    private ListRequest() {
    }

    /**
     * A limit or offset that makes no sense counts as absent, a limit above {@value #MAX} counts as that.
     *
     * @param query returns a parameter by its name
     * @throws dev.talaria.error.ApiException {@code invalid_value} if the search text is too long
     */
    static SessionSearch parse(Function<String, Optional<String>> query) {
        int limit = query.apply("limit").flatMap(ListRequest::number).filter(n -> n > 0).map(n -> Math.min(n, MAX)).orElse(DEFAULT_LIMIT);
        int offset = query.apply("offset").flatMap(ListRequest::number).orElse(0);
        // Hermes' clients filter by sessions of its API server, which here are all of them.
        String source = query.apply("source").filter(name -> !name.equals(SessionEdits.SOURCE)).orElse(null);
        Optional<String> text = query.apply("q").map(String::strip);
        if (text.filter(words -> words.length() > MAX_TEXT || words.indexOf(0) >= 0).isPresent()) {
            throw ErrorCode.INVALID_VALUE.at("q", "'q' must be a string of at most " + MAX_TEXT + " characters");
        }
        return new SessionSearch(source, text.orElse(null), limit, offset);
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[0-9]{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
