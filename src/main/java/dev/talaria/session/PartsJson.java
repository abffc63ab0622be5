package dev.talaria.session;

import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.message.Part;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a message as the JSON text they are stored as. What goes in comes back exactly, but for NULs and lone surrogates:
 * they are no text, no database takes them, and they become U+FFFD. A part of another release that cannot be understood comes back as
 * {@link Part.Unknown} and is written as it was.
 */
public final class PartsJson {
    private PartsJson() {
    }

    public static String write(List<Part> parts) {
        return StoredJson.MESSAGE_PARTS.generateList(out -> parts.forEach(part -> write(out, part)));
    }

    private static void write(JsonGenerator out, Part part) {
        if (part instanceof Part.Unknown unknown) {
            out.write(unknown.stored());
            return;
        }
        out.writeStartObject();
        if (part instanceof Part.Text text) {
            out.write("type", "text").write("text", whole(text.text()));
        } else if (part instanceof Part.Image image) {
            out.write("type", "image").write("url", whole(image.url()));
            if (image.detail() != null) {
                out.write("detail", whole(image.detail()));
            }
        } else if (part instanceof Part.Reasoning reasoning) {
            out.write("type", "reasoning").write("text", whole(reasoning.text()));
            text(out, "form", reasoning.form());
        } else if (part instanceof Part.Refusal refusal) {
            out.write("type", "refusal").write("text", whole(refusal.text()));
        } else if (part instanceof ToolCall call) {
            out.write("type", "tool_call").write("id", whole(call.id())).write("name", whole(call.name()))
                    .write("arguments", whole(call.arguments()));
            if (!call.extensions().isEmpty()) {
                text(out, "extensions", call.extensions().toString());
            }
        } else if (part instanceof Part.Extension extension) {
            out.write("type", "extension").write("members", whole(extension.members().toString()));
            text(out, "origin", extension.origin());
        } else if (part instanceof ToolResult result) {
            out.write("type", "tool_result").write("call", whole(result.callId())).write("content", whole(result.content()));
            if (!result.images().isEmpty()) {
                out.writeStartArray("images");
                result.images().forEach(image -> write(out, image));
                out.writeEnd();
            }
        }
        out.writeEnd();
    }

    /** @throws dev.talaria.error.ApiException {@code written_by_newer_release} */
    public static List<Part> read(String json) {
        return StoredJson.MESSAGE_PARTS.readList(json).stream().map(PartsJson::part).toList();
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

    /** A part that lacks what it cannot do without is not understood; all else has defaults. */
    private static Part part(JsonValue stored) {
        if (!(stored instanceof JsonObject part) || !(part.get("type") instanceof JsonString type)) {
            return new Part.Unknown(stored);
        }
        return switch (type.getString()) {
            case "text" -> has(part, "text") ? new Part.Text(part.getString("text")) : new Part.Unknown(part);
            case "image" -> has(part, "url") ? new Part.Image(part.getString("url"), text(part, "detail").orElse(null))
                    : new Part.Unknown(part);
            case "reasoning" -> new Part.Reasoning(part.getString("text", ""), text(part, "form").orElse(null));
            case "refusal" -> new Part.Refusal(part.getString("text", ""));
            case "tool_call" -> has(part, "id") && has(part, "name") ? new ToolCall(part.getString("id"), part.getString("name"),
                    part.getString("arguments", ""), object(part, "extensions")) : new Part.Unknown(part);
            case "extension" -> new Part.Extension(object(part, "members"), text(part, "origin").orElse(null));
            case "tool_result" -> has(part, "call") ? new ToolResult(part.getString("call"), part.getString("content", ""), images(part))
                    : new Part.Unknown(part);
            default -> new Part.Unknown(part);
        };
    }

    private static boolean has(JsonObject part, String name) {
        return part.get(name) instanceof JsonString;
    }

    /** Opaque members stand in a text of their own, so that they come back to the letter; empty where there are none. */
    private static JsonObject object(JsonObject part, String name) {
        return text(part, name).map(Json::parseLeniently).filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject)
                .orElse(JsonValue.EMPTY_JSON_OBJECT);
    }

    private static List<Part.Image> images(JsonObject result) {
        return result.get("images") instanceof JsonArray images
                ? images.stream().map(PartsJson::part).filter(Part.Image.class::isInstance).map(Part.Image.class::cast).toList()
                : List.of();
    }

    /** Writes a member of an object; none for null. */
    public static void text(JsonGenerator out, String name, String value) {
        if (value != null) {
            out.write(name, whole(value));
        }
    }

    private static Optional<String> text(JsonObject stored, String name) {
        return stored.get(name) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }

    /** The text itself where it is whole, which is nearly always. */
    public static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return repaired(text);
            }
        }
        return text;
    }

    private static String repaired(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(
                c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c));
        return out.toString();
    }
}
