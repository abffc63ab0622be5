package dev.talaria.model;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;

/** Requests for tests. */
public final class ModelRequests {
    private ModelRequests() {
    }

    public static ModelRequest streamed(String text) {
        return streamed(List.of(Message.user(text)));
    }

    public static ModelRequest streamed(List<Message> messages) {
        return new ModelRequest("m", messages, List.of(), JsonValue.EMPTY_JSON_OBJECT, true);
    }

    public static ModelRequest whole(String text) {
        return new ModelRequest("m", List.of(Message.user(text)), List.of(), JsonValue.EMPTY_JSON_OBJECT, false);
    }

    public static ModelRequest withTool(String tool, List<Message> messages) {
        return new ModelRequest("m", messages, List.of(tool(tool)), JsonValue.EMPTY_JSON_OBJECT, true);
    }

    public static JsonObject tool(String name) {
        return object("{\"type\":\"function\",\"function\":{\"name\":\"" + name + "\",\"parameters\":{\"type\":\"object\"}}}");
    }

    public static JsonObject object(String json) {
        return Json.parse(json).asJsonObject();
    }
}
