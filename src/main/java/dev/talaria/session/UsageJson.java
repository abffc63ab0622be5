package dev.talaria.session;

import dev.talaria.json.StoredObject;
import dev.talaria.message.Usage;
import jakarta.json.stream.JsonGenerator;

/** Token counts as a member of stored JSON text. */
public final class UsageJson {
    private UsageJson() {
    }

    public static void write(JsonGenerator out, String name, Usage usage) {
        out.writeStartArray(name).write(usage.prompt()).write(usage.completion()).write(usage.total())
                .write(usage.cached()).write(usage.reasoning()).writeEnd();
    }

    /** Zeros where there are none. */
    public static Usage read(StoredObject stored, String name) {
        return new Usage(stored.numberAt(name, 0), stored.numberAt(name, 1), stored.numberAt(name, 2), stored.numberAt(name, 3),
                stored.numberAt(name, 4));
    }
}
