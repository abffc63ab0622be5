package dev.talaria.api.items;

import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.api.http.request.PageLimit;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The page of a list that a reader asked for.
 *
 * @param after the id of the reader's last item; null for none
 */
public record ItemPage(int limit, boolean ascending, String after) {
    /** Reads {@code limit}, {@code order} and {@code after}. */
    public static ItemPage of(Exchange exchange) {
        return new ItemPage(PageLimit.of(exchange::query), PageLimit.isAscending(exchange::query), exchange.query("after").orElse(null));
    }

    /** @param items all items, oldest first */
    public Reply of(List<Item> items) {
        List<Item> ordered = new ArrayList<>(items);
        if (!ascending) {
            Collections.reverse(ordered);
        }
        int from = after == null ? 0 : from(ordered);
        int to = Math.min(ordered.size(), from + limit);
        List<Item> shown = ordered.subList(from, to);
        boolean more = to < ordered.size();
        return Reply.ok(Json.object(json -> {
            json.write("object", "list");
            ReplyJson.page(json, shown, Item::id, (out, item) -> out.write(item.json()), more);
        }));
    }

    private int from(List<Item> ordered) {
        for (int i = 0; i < ordered.size(); i++) {
            if (ordered.get(i).id().equals(after)) {
                return i + 1;
            }
        }
        throw ErrorCode.INVALID_VALUE.at("after", "'after' must be the id of an item of this list");
    }
}
