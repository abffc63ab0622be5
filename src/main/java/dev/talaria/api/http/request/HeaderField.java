package dev.talaria.api.http.request;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How one header is read: the raw values in, one clean text, nothing or that header's own error out. */
record HeaderField(String name, ErrorCode invalid, String invalidMessage, ErrorCode tooLong, String tooLongMessage,
                   UnaryOperator<String> decoding) {
    /** Of a session id in whichever place of a request. */
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

    /** A header whose every fault has the same code. */
    static HeaderField of(String name, ErrorCode fault) {
        return new HeaderField(name, fault, "Invalid " + name + " header", fault, name + " header too long", UnaryOperator.identity());
    }

    /** The same header of a client that percent-encodes it; a value that is not percent-encoded counts as it is. */
    HeaderField percentDecoded() {
        return new HeaderField(name, invalid, invalidMessage, tooLong, tooLongMessage, text -> PercentText.decode(text).orElse(text));
    }

    /**
     * @param raw each value as the container gives it, one char for each byte
     * @return empty where nothing was sent, an empty value or an unfilled template
     * @throws ApiException where a value is no clean text, or two values differ
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

    /** Whether something was sent, clean or not. */
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
