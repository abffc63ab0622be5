package dev.talaria.api.http.request;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How one header is read: takes the raw values, returns one clean text or nothing, or throws that header's own error. */
record HeaderField(String name, ErrorCode invalid, String invalidMessage, ErrorCode tooLong, String tooLongMessage,
                   UnaryOperator<String> decoding) {
    /** The message for an invalid session id, anywhere in a request. */
    static final String INVALID_SESSION_ID = "Invalid session ID: it must be 1 to 256 characters in UTF-8, without control characters, "
            + "'/', '\\' and '..'";
    static final HeaderField SESSION_KEY = new HeaderField(HeaderNames.SESSION_KEY,
            ErrorCode.INVALID_SESSION_KEY, "Invalid session key", ErrorCode.SESSION_KEY_TOO_LONG, "Session key too long",
            UnaryOperator.identity());
    static final HeaderField SESSION_ID = sessionId(HeaderNames.SESSION_ID);

    static HeaderField sessionId(String name) {
        return new HeaderField(name, ErrorCode.INVALID_SESSION_ID, INVALID_SESSION_ID, ErrorCode.SESSION_ID_TOO_LONG,
                "Session ID too long", UnaryOperator.identity());
    }

    static HeaderField identity(String name) {
        return of(name, ErrorCode.INVALID_IDENTITY_HEADER);
    }

    /** Returns a header whose every fault has the same code. */
    static HeaderField of(String name, ErrorCode fault) {
        return new HeaderField(name, fault, "Invalid " + name + " header", fault, name + " header too long", UnaryOperator.identity());
    }

    /** Returns the same header for a client that percent-encodes it; a value that is not percent-encoded is taken literally. */
    HeaderField percentDecoded() {
        return new HeaderField(name, invalid, invalidMessage, tooLong, tooLongMessage, text -> PercentText.decode(text).orElse(text));
    }

    /**
     * @param raw the values as the container delivers them, one char for each byte
     * @return empty if nothing was sent, or an empty value or an unfilled template
     * @throws ApiException if a value is not clean text, or two values differ
     */
    Optional<String> read(List<String> raw) {
        String found = null;
        for (String value : raw) {
            String text = clean(value);
            if (CleanText.isAbsent(text) || text.equals(found)) {
                continue;
            }
            if (found != null) {
                throw fault();
            }
            found = text;
        }
        return Optional.ofNullable(found);
    }

    /** Returns whether anything was sent, clean or not. */
    boolean isSent(List<String> raw) {
        return raw.stream().anyMatch(value -> !CleanText.isAbsent(CleanText.trim(CleanText.decode(value).orElse(value))));
    }

    ApiException fault() {
        return invalid.at(name, invalidMessage);
    }

    private String clean(String value) {
        String decoded = CleanText.decode(value).orElseThrow(this::fault);
        String text = CleanText.trim(decoding.apply(CleanText.trim(decoded)));
        if (CleanText.isAbsent(text)) {
            return "";
        }
        if (CleanText.hasControl(text)) {
            throw fault();
        }
        if (CleanText.isTooLong(text)) {
            throw tooLong.at(name, tooLongMessage);
        }
        return text;
    }
}
