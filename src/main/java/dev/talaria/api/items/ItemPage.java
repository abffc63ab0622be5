package dev.talaria.api.items;

import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.PageLimit;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A part of a list, as its reader asked for it.
 *
 * @param after the id of the last item the reader has; null for none
 */
public record ItemPage(int limit, boolean ascending, String after) {
    /** Reads {@code limit}, {@code order} and {@code after}. */
    public static ItemPage of(Exchange exchange) {
        String order = exchange.query("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw ErrorCode.INVALID_VALUE.at("order", "'order' must be asc or desc");
        }
        return new ItemPage(PageLimit.of(exchange::query), order.equals("asc"),
                exchange.query("after").orElse(null));
    }

    /** @param items all there are, the oldest first */
    public Reply of(List<Item> items) {
        List<Item> ordered = new ArrayList<>(items);
        if (!ascending) {
            Collections.reverse(ordered);
        }
        int from = after == null ? 0 : from(ordered);
        int to = Math.min(ordered.size(), from + limit);
        List<Item> shown = ordered.subList(from, to);
        boolean more = to < ordered.size();
        return Reply.ok(Json.generate(json -> {
            json.writeStartObject().write("object", "list").writeStartArray("data");
            shown.forEach(item -> json.write(item.json()));
            json.writeEnd().write("first_id", shown.isEmpty() ? "" : shown.get(0).id())
                    .write("last_id", shown.isEmpty() ? "" : shown.get(shown.size() - 1).id()).write("has_more", more).writeEnd();
        }));
    }

    private int from(List<Item> ordered) {
        for (int i = 0; i < ordered.size(); i++) {
            if (ordered.get(i).id().equals(after)) {
                return i + 1;
            }
        }
        throw ErrorCode.INVALID_VALUE.at("after", "'after' names no item of this list");
    }
}
