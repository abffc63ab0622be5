package dev.talaria.session;

import dev.talaria.json.Json;
import dev.talaria.message.Part;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a message as the JSON text they are stored as. What goes in comes back exactly, but for NULs and lone surrogates:
 * they are no text, no database takes them, and they become U+FFFD.
 */
public final class PartsJson {
    private PartsJson() {
    }

    public static String write(List<Part> parts) {
        return Json.generate(out -> {
            out.writeStartArray();
            parts.forEach(part -> write(out, part));
            out.writeEnd();
        });
    }

    private static void write(JsonGenerator out, Part part) {
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

    public static List<Part> read(String json) {
        return Json.parse(json).asJsonArray().stream().map(JsonValue::asJsonObject).map(PartsJson::part).toList();
    }

    private static Part part(JsonObject part) {
        String type = part.getString("type");
        return switch (type) {
            case "text" -> new Part.Text(part.getString("text"));
            case "image" -> new Part.Image(part.getString("url"), text(part, "detail").orElse(null));
            case "reasoning" -> new Part.Reasoning(part.getString("text"), text(part, "form").orElse(null));
            case "refusal" -> new Part.Refusal(part.getString("text"));
            case "tool_call" -> new ToolCall(part.getString("id"), part.getString("name"), part.getString("arguments"),
                    object(part, "extensions"));
            case "extension" -> new Part.Extension(object(part, "members"), text(part, "origin").orElse(null));
            case "tool_result" -> new ToolResult(part.getString("call"), part.getString("content"), images(part));
            default -> throw new IllegalStateException("a stored part has the unknown type " + type);
        };
    }

    /** Opaque members stand in a text of their own, so that they come back to the letter; empty where there are none. */
    private static JsonObject object(JsonObject part, String name) {
        return text(part, name).map(json -> Json.parseLeniently(json).asJsonObject()).orElse(JsonValue.EMPTY_JSON_OBJECT);
    }

    /** None in what was stored before results could hold any. */
    private static List<Part.Image> images(JsonObject result) {
        return result.get("images") instanceof JsonArray images
                ? images.stream().map(JsonValue::asJsonObject).map(PartsJson::part).map(Part.Image.class::cast).toList() : List.of();
    }

    /** Writes a member of an object; none for null. */
    public static void text(JsonGenerator out, String name, String value) {
        if (value != null) {
            out.write(name, whole(value));
        }
    }

    /** Reads what {@link #text(JsonGenerator, String, String)} writes. */
    public static Optional<String> text(JsonObject stored, String name) {
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
