package dev.talaria.api.chat;

import dev.talaria.api.http.request.ModelOptions;
import dev.talaria.api.http.tool.ClientFields;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The members of a chat body that go to the model unchanged, with the types of the documented ones checked. */
final class Parameters {
    /** Handled here, never passed on. */
    private static final Set<String> OWN = Set.of("model", "messages", "stream", "stream_options", "tools", "n",
            "provider", ModelOptions.NAME);
    /** Meaningless for a model without tools, and rejected by some. */
    private static final Set<String> OF_TOOLS = Set.of("tool_choice", "parallel_tool_calls");
    /** They would change the answer and are not supported. */
    private static final List<String> UNSUPPORTED = List.of("functions", "function_call", "audio");
    private static final Map<String, BiConsumer<JsonBody, String>> CHECKS = checks();

    private Parameters() {
    }

    /** Members that are null are left out. */
    static JsonObject parse(JsonBody body, boolean withTools) {
        for (String name : UNSUPPORTED) {
            if (body.has(name)) {
                throw unsupported(name, "'" + name + "' is not supported");
            }
        }
        JsonObjectBuilder kept = Json.builders().createObjectBuilder();
        body.object().forEach((name, value) -> {
            CHECKS.getOrDefault(name, (any, unknown) -> { }).accept(body, name);
            if (value != JsonValue.NULL && !OWN.contains(name) && !ClientFields.holds(name) && (withTools || !OF_TOOLS.contains(name))) {
                kept.add(name, value);
            }
        });
        return ModelOptions.with(kept.build(), body);
    }

    private static Map<String, BiConsumer<JsonBody, String>> checks() {
        Map<String, BiConsumer<JsonBody, String>> checks = new HashMap<>();
        for (String name : List.of("temperature", "top_p", "presence_penalty", "frequency_penalty")) {
            checks.put(name, (body, at) -> body.number(at));
        }
        for (String name : List.of("logprobs", "parallel_tool_calls", "store")) {
            checks.put(name, (body, at) -> body.bool(at));
        }
        for (String name : List.of("user", "safety_identifier", "reasoning_effort", "service_tier", "prompt_cache_key", "verbosity")) {
            checks.put(name, (body, at) -> body.string(at));
        }
        for (String name : List.of("response_format", "metadata", "logit_bias", "stream_options", "prediction", "web_search_options")) {
            checks.put(name, (body, at) -> body.object(at));
        }
        for (String name : List.of("max_tokens", "max_completion_tokens")) {
            checks.put(name, (body, at) -> body.integer(at, 1, Integer.MAX_VALUE));
        }
        checks.put("top_logprobs", (body, at) -> body.integer(at, 0, 20));
        checks.put("n", Parameters::checkCount);
        checks.put("seed", Parameters::checkSeed);
        checks.put("stop", Parameters::checkStop);
        checks.put("tool_choice", Parameters::checkToolChoice);
        checks.put("modalities", Parameters::checkModalities);
        return Map.copyOf(checks);
    }

    private static void checkCount(JsonBody body, String name) {
        if (body.integer(name, 1, Integer.MAX_VALUE).orElse(1) > 1) {
            throw unsupported(name, "'n' is not supported above 1");
        }
    }

    private static void checkSeed(JsonBody body, String name) {
        if (!body.number(name).map(JsonNumber::isIntegral).orElse(true)) {
            body.fail(name, "an integer");
        }
    }

    private static void checkStop(JsonBody body, String name) {
        body.value(name).ifPresent(value -> {
            boolean strings = value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance);
            if (!strings && !(value instanceof JsonString)) {
                body.fail(name, "a string or an array of strings");
            }
        });
    }

    private static void checkToolChoice(JsonBody body, String name) {
        body.value(name).ifPresent(value -> {
            if (!(value instanceof JsonString) && !(value instanceof JsonObject)) {
                body.fail(name, "a string or an object");
            }
        });
    }

    private static void checkModalities(JsonBody body, String name) {
        for (JsonValue modality : body.array(name).orElse(JsonValue.EMPTY_JSON_ARRAY)) {
            if (!(modality instanceof JsonString text)) {
                body.fail(name, "an array of strings");
            } else if (!"text".equals(text.getString())) {
                throw unsupported(name, "'modalities' supports only \"text\"");
            }
        }
    }

    private static RuntimeException unsupported(String name, String message) {
        return ErrorCode.UNSUPPORTED_PARAMETER.at(name, message);
    }
}
