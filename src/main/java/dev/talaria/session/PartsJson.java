package dev.talaria.session;

import dev.talaria.json.Records;
import dev.talaria.json.StoredJson;
import dev.talaria.message.Part;
import dev.talaria.message.ToolCall;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.util.Iterator;
import java.util.List;

/**
 * The parts of a message as the JSON text they are stored as. What goes in comes back exactly, but for NULs and lone surrogates:
 * they are no text, no database takes them, and they become U+FFFD. A part of another release that cannot be understood comes back as
 * {@link Part.Unknown} and is written as it was.
 */
public final class PartsJson {
    private PartsJson() {
    }

    public static String write(List<? extends Part> parts) {
        return StoredJson.MESSAGE_PARTS.generateList(out -> parts.forEach(part -> write(out, part)));
    }

    private static void write(JsonGenerator out, Part part) {
        if (part instanceof Part.Unknown unknown) {
            out.write(unknown.stored());
        } else {
            Records.write(out, part);
        }
    }

    /** @throws dev.talaria.error.ApiException {@code written_by_newer_release} */
    public static List<Part> read(String json) {
        return StoredJson.MESSAGE_PARTS.readList(json).stream().map(PartsJson::part).toList();
    }

    /** The tool calls among stored parts; none for null. As {@link #read} otherwise. */
    public static List<ToolCall> calls(String json) {
        return json == null ? List.of() : read(json).stream().filter(ToolCall.class::isInstance).map(ToolCall.class::cast).toList();
    }

    /**
     * The stored text without the parts that are to go: what stays keeps what only the release that wrote it understands.
     *
     * @param parts of those that {@link #read} gives for the text, in their order
     */
    static String reduce(String json, List<Part> parts) {
        Iterator<JsonValue> stored = StoredJson.MESSAGE_PARTS.readList(json).iterator();
        return StoredJson.MESSAGE_PARTS.generateList(out -> {
            for (Part part : parts) {
                JsonValue kept = null;
                while (kept == null && stored.hasNext()) {
                    JsonValue next = stored.next();
                    kept = part(next).equals(part) ? next : null;
                }
                if (kept == null) {
                    write(out, part);
                } else {
                    out.write(kept);
                }
            }
        });
    }

    private static Part part(JsonValue stored) {
        return stored instanceof JsonObject part ? Records.read(part, Part.class).orElseGet(() -> new Part.Unknown(part))
                : new Part.Unknown(stored);
    }
}
