package dev.talaria.api.chat;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.message.Usage;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.util.Set;

/** Members that complete replies and streams share. */
final class WireParts {
    private WireParts() {
    }

    /** Members of a message with a meaning here, which no opaque member may replace. */
    private static final Set<String> OWN = Set.of("role", "content", "refusal", "tool_calls", "reasoning_content", "annotations",
            "function_call", "audio");

    /** Returns the opaque members of a message that a client is shown. */
    static JsonObject shown(JsonObject members) {
        JsonObject shown = members;
        for (String name : OWN) {
            shown = shown.containsKey(name) ? Json.with(shown, name, null) : shown;
        }
        return shown;
    }

    static void usage(JsonGenerator json, Usage usage) {
        json.writeStartObject("usage")
                .write("prompt_tokens", usage.prompt())
                .write("completion_tokens", usage.completion())
                .write("total_tokens", usage.total())
                .writeStartObject("prompt_tokens_details").write("cached_tokens", usage.cached()).writeEnd()
                .writeStartObject("completion_tokens_details").write("reasoning_tokens", usage.reasoning()).writeEnd()
                .writeEnd();
    }

    /**
     * Returns a model's log probabilities with both members of OpenAI's schema: most servers leave {@code refusal} out.
     *
     * @param model the model's own JSON; null for none
     * @return JSON null if there are none, or none that can be parsed
     */
    static JsonValue logprobs(String model) {
        if (model == null) {
            return JsonValue.NULL;
        }
        try {
            return Json.parseLeniently(model) instanceof JsonObject object ? whole(object) : JsonValue.NULL;
        } catch (JsonFault fault) {
            return JsonValue.NULL;
        }
    }

    private static JsonObject whole(JsonObject logprobs) {
        JsonObject whole = logprobs;
        for (String name : new String[] {"content", "refusal"}) {
            if (!whole.containsKey(name)) {
                whole = Json.with(whole, name, JsonValue.NULL);
            }
        }
        return whole;
    }
}
