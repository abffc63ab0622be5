package dev.talaria.api.http.request;

import dev.talaria.error.ErrorCode;
import java.util.Optional;
import java.util.function.Function;

/** Reads how many items of a list a client wants in a page, and in which order. */
public final class PageLimit {
    private static final int DEFAULT = 20;
    private static final int MAX = 100;

    private PageLimit() {
    }

    /**
     * @param query the parameters of the URL's query
     * @throws dev.talaria.error.ApiException a 400 at {@code limit}
     */
    public static int of(Function<String, Optional<String>> query) {
        String text = query.apply("limit").orElse(Integer.toString(DEFAULT));
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX) {
            throw ErrorCode.INVALID_VALUE.at("limit", "'limit' must be an integer from 1 to " + MAX);
        }
        return limit;
    }

    /**
     * Whether a list is wanted in its own order, by {@code order}; else what is newest comes first.
     *
     * @throws dev.talaria.error.ApiException a 400 at {@code order}
     */
    public static boolean isAscending(Function<String, Optional<String>> query) {
        String order = query.apply("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw ErrorCode.INVALID_VALUE.at("order", "'order' must be asc or desc");
        }
        return order.equals("asc");
    }
}
