package dev.talaria.testing.honcho;

import dev.talaria.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What Honcho answers.
 *
 * @param body JSON text
 */
record HonchoReply(int status, String body) {
    static final int MAX = 100;

    /** What it will not do; thrown to whoever asked. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient HonchoReply honchoReply;

        private Refusal(int status, JsonValue detail) {
            honchoReply = new HonchoReply(status, Json.builders().createObjectBuilder().add("detail", detail).build().toString());
        }

        HonchoReply honchoReply() {
            return honchoReply;
        }
    }

    static HonchoReply of(int status, JsonValue body) {
        return new HonchoReply(status, body.toString());
    }

    static HonchoReply array(int status, List<JsonObject> all) {
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        all.forEach(array::add);
        return of(status, array.build());
    }

    /** The part of a list that the query wants. */
    static HonchoReply page(List<JsonObject> all, Map<String, String> query) {
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        int size = Integer.parseInt(query.getOrDefault("size", "50"));
        if (page < 1 || size < 1 || size > MAX) {
            throw invalid("less_than_equal", "size");
        }
        JsonArrayBuilder items = Json.builders().createArrayBuilder();
        List<JsonObject> ordered = new ArrayList<>(all);
        if ("true".equals(query.get("reverse"))) {
            Collections.reverse(ordered);
        }
        ordered.stream().skip((long) (page - 1) * size).limit(size).forEach(items::add);
        return of(200, Json.builders().createObjectBuilder().add("items", items).add("total", all.size()).add("page", page)
                .add("size", size).add("pages", (all.size() + size - 1) / size).build());
    }

    static Refusal missing(String what) {
        return new Refusal(404, Json.string(what + " not found"));
    }

    static Refusal invalid(String type, String loc) {
        return new Refusal(422, Json.builders().createArrayBuilder().add(Json.builders().createObjectBuilder().add("type", type)
                .add("loc", Json.builders().createArrayBuilder().add("body").add(loc)).add("msg", "is not as it should be")
                .add("input", "what was sent, word for word")).build());
    }
}
