package dev.talaria.api.items;

import dev.talaria.api.http.tool.FreeformTool;
import dev.talaria.api.http.tool.ToolNames;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolResult;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
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

    /**
     * A model's thought. A model's encrypted thoughts would be its {@code encrypted_content}.
     *
     * @param thought    null if it has not started
     * @param summarised whether to show it as a summary, for clients that asked for one
     */
    public static JsonObject reasoning(String id, String status, String thought, boolean summarised) {
        JsonArrayBuilder parts = Json.builders().createArrayBuilder();
        if (thought != null) {
            parts.add(summarised ? summaryText(thought) : reasoningText(thought));
        }
        JsonArrayBuilder none = Json.builders().createArrayBuilder();
        return start("reasoning", id, status).add("summary", summarised ? parts : none).add("content", summarised ? none : parts).build();
    }

    public static JsonObject reasoningText(String text) {
        return Json.builders().createObjectBuilder().add("type", "reasoning_text").add("text", text).build();
    }

    public static JsonObject summaryText(String text) {
        return Json.builders().createObjectBuilder().add("type", "summary_text").add("text", text).build();
    }

    /** @param tool as the client declared it; the arguments of a custom one hold its input */
    public static JsonObject call(String id, String status, String callId, ToolNames.Declared tool, String arguments) {
        JsonObjectBuilder call = start(switch (tool.kind()) {
            case FUNCTION -> "function_call";
            case CUSTOM -> "custom_tool_call";
            case SEARCH -> "tool_search_call";
        }, id, status).add("call_id", callId);
        if (tool.kind() == ToolNames.Kind.SEARCH) {
            return call.add("execution", "client").add("arguments", object(arguments)).build();
        }
        call.add("name", tool.name());
        if (tool.namespace() != null) {
            call.add("namespace", tool.namespace());
        }
        return (tool.kind() == ToolNames.Kind.CUSTOM ? call.add("input", FreeformTool.input(arguments))
                : call.add("arguments", arguments)).build();
    }

    /** Empty if the model wrote no object, or has not completed it yet. */
    private static JsonObject object(String arguments) {
        try {
            return Json.parseLeniently(arguments) instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        } catch (JsonFault fault) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
    }

    /** @param freeform whether it answers a call of a freeform tool */
    public static JsonObject output(String id, ToolResult result, boolean freeform) {
        JsonObjectBuilder output = start(freeform ? "custom_tool_call_output" : "function_call_output", id, COMPLETED)
                .add("call_id", result.callId());
        if (result.images().isEmpty()) {
            return output.add("output", result.content()).build();
        }
        List<Part> parts = new ArrayList<>(result.images());
        if (!result.content().isEmpty()) {
            parts.add(0, new Part.Text(result.content()));
        }
        return output.add("output", inputParts(parts)).build();
    }

    /** A message of a user, the system or a developer. */
    public static JsonObject input(String id, Role role, List<Part> parts) {
        return start("message", id, COMPLETED).add("role", role.wire()).add("content", inputParts(parts)).build();
    }

    private static JsonArrayBuilder inputParts(List<Part> parts) {
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
        return content;
    }

    private static JsonObjectBuilder start(String type, String id, String status) {
        return Json.builders().createObjectBuilder().add("type", type).add("id", id).add("status", status);
    }
}
