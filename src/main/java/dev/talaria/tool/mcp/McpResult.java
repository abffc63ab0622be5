package dev.talaria.tool.mcp;

import dev.talaria.json.Json;
import dev.talaria.message.Part;
import dev.talaria.text.Truncation;
import dev.talaria.tool.ToolFailure;
import dev.talaria.tool.ToolOutput;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a model is told of the result of a call: text, and a few images. Pure functions. */
final class McpResult {
    private static final int MAX_IMAGES = 4;
    /** Characters of all images of a result, in Base64: they go into the prompt and the transcript. */
    private static final int MAX_IMAGE_DATA = 4_000_000;
    private static final Set<String> TYPES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

    private McpResult() {
    }

    /**
     * Returns text and images of a result. What is neither, and an image that is too large or one too many, is named.
     *
     * @param most characters; a longer text is cut and says so
     * @throws ToolFailure if the result is an error, with its text
     */
    static ToolOutput output(JsonObject result, int most) throws ToolFailure {
        if (result.getString("resultType", "complete").equals("input_required")) {
            throw new ToolFailure("the tool asks for input that cannot be given here");
        }
        List<JsonObject> parts = result.get("content") instanceof JsonArray content
                ? content.stream().filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject).toList() : List.of();
        List<Part.Image> images = new ArrayList<>();
        String text = parts.stream().map(part -> isTaken(part, images) ? null
                : part(part)).filter(Objects::nonNull).collect(Collectors.joining("\n"));
        boolean told = parts.stream().anyMatch(part -> kind(part).equals("text"));
        JsonValue structured = result.getOrDefault("structuredContent", JsonValue.NULL);
        String whole = told || structured == JsonValue.NULL ? text
                : Stream.of(structured.toString(), text).filter(each -> !each.isEmpty()).collect(Collectors.joining("\n"));
        String bounded = bounded(whole, most);
        if (result.get("isError") == JsonValue.TRUE) {
            throw new ToolFailure(bounded.isBlank() ? "the tool failed without saying why" : bounded);
        }
        return new ToolOutput(bounded, images);
    }

    /** Adds an image that models take. */
    private static boolean isTaken(JsonObject part, List<Part.Image> images) {
        String data = string(part, "data");
        boolean fits = kind(part).equals("image") && TYPES.contains(string(part, "mimeType")) && images.size() < MAX_IMAGES
                && data.length() + images.stream().mapToInt(image -> image.url().length()).sum() <= MAX_IMAGE_DATA
                && BASE64.matcher(data).matches();
        if (fits) {
            images.add(new Part.Image("data:" + string(part, "mimeType") + ";base64," + data, null));
        }
        return fits;
    }

    private static String bounded(String text, int most) {
        return text.length() <= most ? text : Truncation.start(text, most) + "\n[The result was cut here: these are the first " + most
                + " of its " + text.length() + " characters.]";
    }

    private static String part(JsonObject part) {
        return switch (kind(part)) {
            case "text" -> string(part, "text");
            case "resource_link" -> "[Resource: " + Stream.of(string(part, "name"), string(part, "uri"), string(part, "description"))
                    .filter(each -> !each.isEmpty()).collect(Collectors.joining(", ")) + "]";
            case "resource" -> resource(part.get("resource") instanceof JsonObject resource ? resource : JsonValue.EMPTY_JSON_OBJECT);
            default -> "[Left out: " + Stream.of(kind(part), string(part, "mimeType")).filter(each -> !each.isEmpty())
                    .collect(Collectors.joining(", ")) + "]";
        };
    }

    private static String resource(JsonObject resource) {
        String named = "[Resource: " + string(resource, "uri");
        return resource.get("text") instanceof JsonString text ? named + "]\n" + text.getString()
                : named + ", " + string(resource, "mimeType") + ", its bytes are left out]";
    }

    private static String kind(JsonObject part) {
        return string(part, "type");
    }

    private static String string(JsonObject part, String member) {
        return part.get(member) instanceof JsonString text ? Json.repaired(text.getString()) : "";
    }
}
