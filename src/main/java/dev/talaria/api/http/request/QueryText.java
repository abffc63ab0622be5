package dev.talaria.api.http.request;

import java.util.Optional;

/** Reads the query of a URL. The container's own parameters are not used: it may take them from the body. */
public final class QueryText {
    private QueryText() {
    }

    /**
     * Returns the first value of a parameter, with {@code +} and percent escapes decoded.
     *
     * @param query the raw query, without the question mark; null for none
     * @return empty if it is absent, blank or malformed
     */
    public static Optional<String> find(String query, String name) {
        if (query == null) {
            return Optional.empty();
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String found = equals < 0 ? pair : pair.substring(0, equals);
            if (decode(found).filter(name::equals).isPresent()) {
                return decode(equals < 0 ? "" : pair.substring(equals + 1)).filter(value -> !value.isBlank());
            }
        }
        return Optional.empty();
    }

    /** Some containers deliver a query's bytes as one char each, others decode them as UTF-8. */
    private static Optional<String> decode(String raw) {
        String plain = raw.replace('+', ' ');
        return PercentText.decode(CleanText.decode(plain).orElse(plain));
    }
}
