package dev.talaria.api.memory;

import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.memory.SearchQuery;

/** Reads the body of a search. */
final class SearchRequest {
    private static final int MAX = 100;
    private static final int DEFAULT = 10;
    private static final int MAX_QUERY = 20_000;

    private SearchRequest() {
    }

    /** @throws dev.talaria.error.ApiException 400; its param is the path of the faulty field */
    static SearchQuery parse(JsonBody body) {
        String query = body.text("query")
                .orElseThrow(() -> ErrorCode.MISSING_FIELD.at("query", "Missing 'query' field"));
        if (query.length() > MAX_QUERY) {
            body.fail("query", "at most " + MAX_QUERY + " characters long");
        }
        int limit = (int) body.integer("limit", 1, MAX).orElse(DEFAULT);
        return new SearchQuery(query, limit, FilterRequest.of(body, "before", "after"));
    }
}
