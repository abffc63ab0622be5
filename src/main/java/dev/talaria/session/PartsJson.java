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
 * Reads and writes the parts of a message as the JSON text that is stored. Lossless, except for NULs and lone surrogates, which are not
 * text and which no database accepts: they become U+FFFD. A part of another release that this one cannot interpret is read as
 * {@link Part.Unknown} and written back unchanged.
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

    /** Returns the tool calls among stored parts; none for null. Otherwise as {@link #read}. */
    public static List<ToolCall> calls(String json) {
        return json == null ? List.of() : read(json).stream().filter(ToolCall.class::isInstance).map(ToolCall.class::cast).toList();
    }

    /**
     * Returns the stored text with some of its parts only; these keep what only the release that wrote them understands.
     *
     * @param parts a subset of what {@link #read} returns for the text, in order
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
