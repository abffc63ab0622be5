package dev.talaria.response;

import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import jakarta.json.JsonObject;

/** Converts the settings of a response from and to the stored JSON text. Members that this release does not know are shown unchanged. */
final class EchoJson {
    /** The members that OpenAI's schema requires in every response. */
    private static final JsonObject DEFAULT = Json.parse("""
            {"background": false, "max_output_tokens": null, "max_tool_calls": null, "temperature": null, "top_p": null, "metadata": {},
             "parallel_tool_calls": true, "reasoning": {"effort": null, "summary": null}, "store": true,
             "text": {"format": {"type": "text"}}, "tool_choice": "auto", "tools": [], "truncation": "disabled"}""").asJsonObject();

    private EchoJson() {
    }

    static String write(JsonObject echo) {
        return StoredJson.RESPONSE_SETTINGS.versioned(echo).toString();
    }

    /** @throws dev.talaria.error.ApiException {@code written_by_newer_release} */
    static JsonObject read(String json) {
        JsonObject stored = Json.with(StoredJson.RESPONSE_SETTINGS.read(json), StoredJson.VERSION, null);
        return Json.builders().createObjectBuilder(DEFAULT).addAll(Json.builders().createObjectBuilder(stored)).build();
    }
}
