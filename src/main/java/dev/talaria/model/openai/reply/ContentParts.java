package dev.talaria.model.openai.reply;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;

/** The {@code content} of a message: a string, a list of parts or one part. Thinking parts are kept apart from the text. */
record ContentParts(String text, String thought, String refusal) {
    private static final List<String> THOUGHTS = List.of("thinking", "reasoning", "reasoning_content", "thought");

    static ContentParts of(JsonValue content) {
        StringBuilder text = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        read(content, text, thought, refusal);
        return new ContentParts(text.toString(), thought.toString(), refusal.toString());
    }

    private static void read(JsonValue content, StringBuilder text, StringBuilder thought, StringBuilder refusal) {
        if (content instanceof JsonString string) {
            text.append(string.getString());
        } else if (content instanceof JsonNumber) {
            text.append(content);
        } else if (content instanceof JsonArray parts) {
            parts.forEach(part -> read(part, text, thought, refusal));
        } else if (content instanceof JsonObject part) {
            part(part, text, thought, refusal);
        }
    }

    private static void part(JsonObject part, StringBuilder text, StringBuilder thought, StringBuilder refusal) {
        String type = part.get("type") instanceof JsonString name ? name.getString() : "";
        if (THOUGHTS.contains(type) || THOUGHTS.stream().anyMatch(part::containsKey) && !part.containsKey("text")) {
            String name = THOUGHTS.stream().filter(part::containsKey).findFirst().orElse(part.containsKey("text") ? "text" : "content");
            read(part.get(name), thought, thought, thought);
        } else if (part.containsKey("refusal")) {
            read(part.get("refusal"), refusal, refusal, refusal);
        } else {
            String name = List.of("text", "content", "parts", "value").stream().filter(part::containsKey).findFirst().orElse("text");
            read(part.get(name), text, thought, refusal);
        }
    }
}
