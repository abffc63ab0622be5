package dev.talaria.response;

import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredJsonContract;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;

class EchoGoldenTest extends StoredJsonContract<JsonObject> {
    @Override
    protected StoredJson document() {
        return StoredJson.RESPONSE_SETTINGS;
    }

    @Override
    protected List<JsonObject> models() {
        return List.of(Json.parse("""
                {"background": true, "max_output_tokens": 100, "max_tool_calls": null, "temperature": 0.5, "top_p": null,
                 "metadata": {"topic": "parrots"}, "parallel_tool_calls": false, "reasoning": {"effort": "low", "summary": null},
                 "store": true, "text": {"format": {"type": "json_object"}, "verbosity": "low"}, "tool_choice": "required",
                 "tools": [{"type": "function", "name": "weather", "parameters": {}}], "truncation": "auto", "top_logprobs": 2,
                 "user": "ann"}""").asJsonObject());
    }

    @Override
    protected String write(JsonObject model) {
        return EchoJson.write(model);
    }

    @Override
    protected JsonObject read(String json) {
        return EchoJson.read(json);
    }

    @Override
    protected Map<String, String> defaults() {
        return Map.ofEntries(Map.entry("background", "false"), Map.entry("max_output_tokens", "null"),
                Map.entry("max_tool_calls", "null"), Map.entry("temperature", "null"), Map.entry("top_p", "null"),
                Map.entry("metadata", "{}"), Map.entry("parallel_tool_calls", "true"),
                Map.entry("reasoning", "{\"effort\":null,\"summary\":null}"), Map.entry("store", "true"),
                Map.entry("text", "{\"format\":{\"type\":\"text\"}}"), Map.entry("tool_choice", "\"auto\""), Map.entry("tools", "[]"),
                Map.entry("truncation", "\"disabled\""));
    }
}
