package dev.talaria.api.memory;

import dev.talaria.api.http.request.PageLimit;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.MemoryPage;
import java.util.Optional;
import java.util.function.Function;

/** Reads which items a list is to show. */
final class ItemsQuery {
    private ItemsQuery() {
    }

    /**
     * @param query the parameters of the URL's query
     * @throws dev.talaria.error.ApiException a 400 whose param is the parameter at fault
     */
    static MemoryPage.PageRequest parse(Function<String, Optional<String>> query) {
        int limit = PageLimit.of(query);
        String order = query.apply("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw ErrorCode.INVALID_VALUE.at("order", "'order' must be 'asc' or 'desc'");
        }
        return new MemoryPage.PageRequest(query.apply("after").orElse(null), limit, order.equals("desc"));
    }
}
