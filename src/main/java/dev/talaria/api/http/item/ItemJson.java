package dev.talaria.api.http.item;

import dev.talaria.json.Json;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Set;

/** The shapes of items in OpenAI's schema. */
public final class ItemJson {
    public static final String COMPLETED = "completed";
    public static final String INCOMPLETE = "incomplete";
    public static final String IN_PROGRESS = "in_progress";
    private static final Set<String> DETAILS = Set.of("low", "high", "auto", "original");

    private ItemJson() {
    }

    /** An assistant's message. */
    public static JsonObject message(String id, String status, JsonArray content) {
        return start("message", id, status).add("role", Role.ASSISTANT.wire()).add("content", content).build();
    }

    public static JsonObject text(String text, JsonArray logprobs) {
        return Json.builders().createObjectBuilder().add("type", "output_text").add("text", text)
                .add("annotations", JsonValue.EMPTY_JSON_ARRAY).add("logprobs", logprobs).build();
    }

    public static JsonObject refusal(String text) {
        return Json.builders().createObjectBuilder().add("type", "refusal").add("refusal", text).build();
    }

    /** @param content what was thought aloud; null where it has not begun */
    public static JsonObject reasoning(String id, String status, String content) {
        JsonArrayBuilder parts = Json.builders().createArrayBuilder();
        if (content != null) {
            parts.add(reasoningText(content));
        }
        return start("reasoning", id, status).add("summary", JsonValue.EMPTY_JSON_ARRAY).add("content", parts).build();
    }

    public static JsonObject reasoningText(String text) {
        return Json.builders().createObjectBuilder().add("type", "reasoning_text").add("text", text).build();
    }

    public static JsonObject call(String id, String status, String callId, String name, String arguments) {
        return start("function_call", id, status).add("call_id", callId).add("name", name).add("arguments", arguments).build();
    }

    public static JsonObject output(String id, String callId, String output) {
        return start("function_call_output", id, COMPLETED).add("call_id", callId).add("output", output).build();
    }

    /** A message of a user, the system or a developer. */
    static JsonObject input(String id, Role role, List<Part> parts) {
        JsonArrayBuilder content = Json.builders().createArrayBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                content.add(Json.builders().createObjectBuilder().add("type", "input_text").add("text", text.text()));
            } else if (part instanceof Part.Image image) {
                String detail = image.detail() != null && DETAILS.contains(image.detail()) ? image.detail() : "auto";
                content.add(Json.builders().createObjectBuilder().add("type", "input_image").add("image_url", image.url())
                        .addNull("file_id").add("detail", detail));
            }
        }
        return start("message", id, COMPLETED).add("role", role.wire()).add("content", content).build();
    }

    private static JsonObjectBuilder start(String type, String id, String status) {
        return Json.builders().createObjectBuilder().add("type", type).add("id", id).add("status", status);
    }
}
