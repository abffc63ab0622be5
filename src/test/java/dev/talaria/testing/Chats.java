package dev.talaria.testing;

import dev.talaria.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** Bodies of chat completions, and what comes back in them. */
public final class Chats {
    private Chats() {
    }

    public static String body(String userMessage) {
        return of("user", userMessage).build().toString();
    }

    public static String streamed(String userMessage) {
        return of("user", userMessage).add("stream", true).build().toString();
    }

    /** @param rolesAndTexts role, text, role, text … */
    public static JsonObjectBuilder of(String... rolesAndTexts) {
        JsonArrayBuilder messages = Json.builders().createArrayBuilder();
        for (int i = 0; i < rolesAndTexts.length; i += 2) {
            messages.add(Json.builders().createObjectBuilder().add("role", rolesAndTexts[i]).add("content", rolesAndTexts[i + 1]));
        }
        return Json.builders().createObjectBuilder().add("messages", messages);
    }

    /** The content of one chunk; empty where it has none. */
    public static String delta(JsonObject chunk) {
        if (chunk.getJsonArray("choices") == null || chunk.getJsonArray("choices").isEmpty()) {
            return "";
        }
        return chunk.getJsonArray("choices").getJsonObject(0).getJsonObject("delta").getString("content", "");
    }
}
