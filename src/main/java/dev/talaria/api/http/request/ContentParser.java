package dev.talaria.api.http.request;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.text.Truncation;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Parses one message's content array. Adjacent texts are joined by a newline; the order of texts and images is kept. Every error names the
 * array and not the element, as OpenAI clients know it from Hermes.
 */
public final class ContentParser {
    private static final int MAX_SHOWN_TYPE = 60;
    /** The types of thought parts in an assistant's message, as vendors and clients name them. */
    private static final Set<String> THOUGHTS = Set.of("thinking", "reasoning", "redacted_thinking", "reasoning_text", "reasoning_content",
            "summary_text", "thought", "encrypted_content");
    /** The types of parts of a tool's result that are not text. */
    private static final Set<String> UNTOLD = Set.of("input_file", "file", "input_audio", "audio", "input_video", "video", "image",
            "computer_screenshot", "encrypted_content", "resource");

    private final Role role;
    private final String path;
    private final List<Part> parts = new ArrayList<>();

    /** @param path the array's, e.g. {@code messages[2].content} */
    public ContentParser(Role role, String path) {
        this.role = role;
        this.path = path;
    }

    /** Never empty: an array without content is an empty text. */
    public List<Part> parse(JsonArray content) {
        for (JsonValue element : content) {
            if (element instanceof JsonString text) {
                addText(text.getString());
            } else if (element instanceof JsonObject part) {
                add(part);
            } else {
                throw malformed("each part must be an object or a string");
            }
        }
        if (parts.isEmpty()) {
            parts.add(new Part.Text(""));
        }
        return parts;
    }

    private void add(JsonObject part) {
        if (!(part.get("type") instanceof JsonString type)) {
            throw malformed("each part needs a 'type'");
        }
        switch (type.getString()) {
            case "text", "input_text", "output_text" -> addText(text(part, "text"));
            case "image_url", "input_image" -> addImage(part);
            case "refusal" -> addRefusal(part);
            default -> addOther(type.getString(), part);
        }
    }

    private void addText(String text) {
        if (text.isEmpty()) {
            return;
        }
        int last = parts.size() - 1;
        if (last >= 0 && parts.get(last) instanceof Part.Text before) {
            parts.set(last, new Part.Text(before.text() + "\n" + text));
        } else {
            parts.add(new Part.Text(text));
        }
    }

    /**
     * A history must stay usable whatever is in it: an assistant's thoughts are dropped, a tool's files are replaced by a note that they
     * are missing, and any other object is the tool's own text.
     */
    private void addOther(String type, JsonObject part) {
        if (role == Role.TOOL && UNTOLD.contains(type)) {
            leaveOut(type, part);
        } else if (role == Role.TOOL) {
            addText(part.toString());
        } else if (role != Role.ASSISTANT || !THOUGHTS.contains(type)) {
            throw unsupported(type);
        }
    }

    private void leaveOut(String type, JsonObject part) {
        String name = part.get("filename") instanceof JsonString text ? " named \"" + text.getString() + "\"" : "";
        addText("[A part of type " + Truncation.marked(type, MAX_SHOWN_TYPE) + name + " was left out: no model here can take it.]");
    }

    private void addImage(JsonObject part) {
        if (role != Role.USER && role != Role.TOOL) {
            throw ErrorCode.UNSUPPORTED_CONTENT_TYPE.at(path, "Images are supported in user messages and tool results only.");
        }
        JsonValue image = part.get("image_url");
        JsonValue url = image instanceof JsonObject object ? object.get("url") : image;
        JsonValue detail = image instanceof JsonObject object && object.containsKey("detail") ? object.get("detail") : part.get("detail");
        if (!(url instanceof JsonString text) || !isImageUrl(text.getString())) {
            if (role == Role.TOOL) {
                leaveOut(((JsonString) part.get("type")).getString(), part);
                return;
            }
            throw ErrorCode.INVALID_IMAGE_URL.at(path, "Image inputs must use http(s) URLs or data:image/... URLs.");
        }
        parts.add(new Part.Image(text.getString(), detail(detail)));
    }

    private String detail(JsonValue detail) {
        if (detail == null || detail == JsonValue.NULL) {
            return null;
        }
        if (detail instanceof JsonString text && !text.getString().isBlank()) {
            return text.getString();
        }
        throw malformed("an image's 'detail' must be a string that is not empty");
    }

    private void addRefusal(JsonObject part) {
        if (role != Role.ASSISTANT) {
            throw unsupported("refusal");
        }
        parts.add(new Part.Refusal(text(part, "refusal")));
    }

    private String text(JsonObject part, String name) {
        if (part.get(name) instanceof JsonString text) {
            return text.getString();
        }
        throw malformed("a part's '" + name + "' must be a string");
    }

    private static boolean isImageUrl(String url) {
        return hasMoreThan(url, "http://") || hasMoreThan(url, "https://") || hasMoreThan(url, "data:image/");
    }

    private static boolean hasMoreThan(String url, String start) {
        return url.length() > start.length() && url.regionMatches(true, 0, start, 0, start.length())
                && url.chars().noneMatch(c -> Character.isISOControl(c) || c == ' ');
    }

    private ApiException malformed(String why) {
        return ErrorCode.INVALID_CONTENT_PART.at(path, "Invalid content part: " + why + ".");
    }

    private ApiException unsupported(String type) {
        String shown = Truncation.marked(type, MAX_SHOWN_TYPE);
        String message = switch (type) {
            case "file", "input_file" -> "Inline image inputs are supported, but uploaded files and document inputs are not supported"
                    + " on this endpoint. The part's type is '" + shown + "'.";
            default -> "Content parts of type '" + shown + "' are not supported in messages of role '" + role.wire() + "'.";
        };
        return ErrorCode.UNSUPPORTED_CONTENT_TYPE.at(path, message);
    }
}
