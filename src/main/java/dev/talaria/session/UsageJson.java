package dev.talaria.session;

import dev.talaria.message.Usage;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/** Token counts as a member of stored JSON text. */
public final class UsageJson {
    private UsageJson() {
    }

    public static void write(JsonGenerator out, String name, Usage usage) {
        out.writeStartArray(name).write(usage.prompt()).write(usage.completion()).write(usage.total())
                .write(usage.cached()).write(usage.reasoning()).writeEnd();
    }

    public static Usage read(JsonObject stored, String name) {
        JsonArray counts = stored.getJsonArray(name);
        return new Usage(count(counts, 0), count(counts, 1), count(counts, 2), count(counts, 3), count(counts, 4));
    }

    private static long count(JsonArray counts, int place) {
        return counts.getJsonNumber(place).longValueExact();
    }
}
