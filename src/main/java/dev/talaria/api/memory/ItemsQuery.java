package dev.talaria.api.memory;

import dev.talaria.error.ErrorCode;
import dev.talaria.memory.Slice;
import java.util.Optional;
import java.util.function.Function;

/** Reads which items a list is to show. */
final class ItemsQuery {
    private static final int MOST = 100;
    private static final int USUAL = 20;

    private ItemsQuery() {
    }

    /**
     * @param query the parameters of the URL's query
     * @throws dev.talaria.error.ApiException a 400 whose param is the parameter at fault
     */
    static Slice.Wanted parse(Function<String, Optional<String>> query) {
        int limit = query.apply("limit").map(ItemsQuery::limit).orElse(USUAL);
        String order = query.apply("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw ErrorCode.INVALID_VALUE.at("order", "'order' must be 'asc' or 'desc'");
        }
        return new Slice.Wanted(query.apply("after").orElse(null), limit, order.equals("desc"));
    }

    private static int limit(String text) {
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw ErrorCode.INVALID_VALUE.at("limit", "'limit' must be an integer from 1 to " + MOST);
        }
        return limit;
    }
}
