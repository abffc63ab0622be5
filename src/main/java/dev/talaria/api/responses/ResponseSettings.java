package dev.talaria.api.responses;

import dev.talaria.api.http.request.Metadata;
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
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a response, in two forms: in the chat schema for the model, and as the reply repeats them.
 *
 * @param tools      the client's, as the model is offered them
 * @param runsTools  whether the client executes functions, even if it declares none now: it would try to execute any call that it is shown
 * @param encryptedReasoning whether the client stores the conversation itself and so needs the opaque content that the model requires back
 * @param passedOver the types of tools that a model with the chat schema cannot be offered
 * @param parameters for the model
 * @param echo       for the reply
 */
record ResponseSettings(List<JsonObject> tools, boolean runsTools, boolean encryptedReasoning, Set<String> passedOver,
                        JsonObject parameters, JsonObject echo) {
    private static final String ENCRYPTED_REASONING = "reasoning.encrypted_content";
    private static final String LOGPROBS = "message.output_text.logprobs";
    private static final int MAX_TOP_LOGPROBS = 20;
    /** Handled here, or meaningless to a model with the chat schema. */
    private static final Set<String> OWN = Set.of("model", "input", "instructions", "previous_response_id", "conversation",
            "conversation_history", "stream", "stream_options", "store", "background", "truncation", "metadata", "tools", "tool_choice",
            "text", "reasoning", "max_output_tokens", "max_tool_calls", "include", "prompt", "context_management", "top_logprobs",
            "parallel_tool_calls", "prompt_cache_retention", "prompt_cache_options", "provider", ModelOptions.NAME);

    ResponseSettings {
        tools = List.copyOf(tools);
        passedOver = Set.copyOf(passedOver);
        Objects.requireNonNull(parameters);
        Objects.requireNonNull(echo);
    }

    static ResponseSettings parse(JsonBody body, Set<String> server) {
        check(body);
        ResponseTools.Read tools = ResponseTools.parse(body, server);
        return new ResponseSettings(tools.offered(), tools.declared(), includes(body, ENCRYPTED_REASONING), tools.passedOver(),
                parameters(body, tools, !server.isEmpty()), echo(body, tools));
    }

    private static void check(JsonBody body) {
        within(body, "temperature", 2);
        within(body, "top_p", 1);
        body.integer("max_output_tokens", 1, Integer.MAX_VALUE);
        body.integer("max_tool_calls", 1, Integer.MAX_VALUE);
        body.integer("top_logprobs", 0, MAX_TOP_LOGPROBS);
        List.of("service_tier", "prompt_cache_key", "safety_identifier", "user").forEach(body::string);
        List.of("parallel_tool_calls", "stream").forEach(body::bool);
        body.object("stream_options");
        include(body);
        Metadata.of(body);
    }

    private static void within(JsonBody body, String name, int most) {
        Optional<JsonNumber> number = body.number(name);
        if (number.isPresent()) {
            BigDecimal value = number.get().bigDecimalValue();
            if (value.signum() < 0 || value.compareTo(BigDecimal.valueOf(most)) > 0) {
                body.fail(name, "a number from 0 to " + most);
            }
        }
    }

    private static boolean includes(JsonBody body, String what) {
        return include(body).stream().anyMatch(name -> ((JsonString) name).getString().equals(what));
    }

    private static JsonArray include(JsonBody body) {
        JsonArray include = body.array("include").orElse(JsonValue.EMPTY_JSON_ARRAY);
        if (!include.stream().allMatch(JsonString.class::isInstance)) {
            body.fail("include", "an array of strings");
        }
        return include;
    }

    private static JsonObject parameters(JsonBody body, ResponseTools.Read tools, boolean serverTools) {
        JsonObjectBuilder parameters = Json.builders().createObjectBuilder();
        body.object().forEach((name, value) -> {
            if (value != JsonValue.NULL && !OWN.contains(name) && !ClientFields.holds(name)) {
                parameters.add(name, value);
            }
        });
        body.value("max_output_tokens").ifPresent(most -> parameters.add("max_tokens", most));
        body.object("reasoning").flatMap(reasoning -> reasoning.string("effort"))
                .ifPresent(effort -> parameters.add("reasoning_effort", effort));
        body.object("text").ifPresent(text -> addFormat(parameters, text));
        boolean wanted = includes(body, LOGPROBS);
        if (wanted || body.has("top_logprobs")) {
            parameters.add("logprobs", true);
            body.value("top_logprobs").ifPresent(count -> parameters.add("top_logprobs", count));
        }
        if (serverTools || !tools.offered().isEmpty()) {
            body.value("parallel_tool_calls").ifPresent(parallel -> parameters.add("parallel_tool_calls", parallel));
            Optional.ofNullable(tools.choice()).ifPresent(choice -> parameters.add("tool_choice", choice));
        }
        return ModelOptions.with(parameters.build(), body);
    }

    private static void addFormat(JsonObjectBuilder parameters, JsonBody text) {
        text.string("verbosity").ifPresent(verbosity -> parameters.add("verbosity", verbosity));
        Optional<JsonBody> format = text.object("format");
        String type = format.map(wish -> wish.string("type").orElse("text")).orElse("text");
        switch (type) {
            case "text" -> { }
            case "json_object" -> parameters.add("response_format", Json.builders().createObjectBuilder().add("type", type));
            case "json_schema" -> parameters.add("response_format", schema(format.orElseThrow()));
            default -> throw ErrorCode.UNSUPPORTED_PARAMETER.at("text.format.type",
                    "'text.format.type' must be text, json_object or json_schema");
        }
    }

    private static JsonObjectBuilder schema(JsonBody format) {
        JsonObjectBuilder schema = Json.builders().createObjectBuilder()
                .add("name", format.string("name").orElseGet(() -> format.fail("name", "a string")));
        format.string("description").ifPresent(words -> schema.add("description", words));
        schema.add("schema", format.object("schema").map(JsonBody::object).orElseGet(() -> format.fail("schema", "an object")));
        format.bool("strict").ifPresent(strict -> schema.add("strict", strict));
        return Json.builders().createObjectBuilder().add("type", "json_schema").add("json_schema", schema);
    }

    private static JsonObject echo(JsonBody body, ResponseTools.Read tools) {
        JsonObjectBuilder echo = Json.builders().createObjectBuilder();
        echo.add("background", body.bool("background").orElse(false));
        for (String name : List.of("max_output_tokens", "max_tool_calls", "temperature", "top_p")) {
            echo.add(name, body.value(name).orElse(JsonValue.NULL));
        }
        echo.add("metadata", body.value("metadata").orElse(JsonValue.EMPTY_JSON_OBJECT));
        echo.add("parallel_tool_calls", body.bool("parallel_tool_calls").orElse(true));
        echo.add("reasoning", reasoning(body));
        echo.add("store", body.bool("store").orElse(true));
        echo.add("text", body.object("text").map(JsonBody::object).filter(text -> text.containsKey("format"))
                .orElseGet(() -> Json.with(body.object("text").map(JsonBody::object).orElse(JsonValue.EMPTY_JSON_OBJECT), "format",
                        Json.builders().createObjectBuilder().add("type", "text").build())));
        echo.add("tool_choice", body.value("tool_choice").orElse(Json.string("auto")));
        echo.add("tools", tools.echoed());
        echo.add("truncation", body.string("truncation").orElse("disabled"));
        for (String name : List.of("top_logprobs", "user", "safety_identifier", "prompt_cache_key")) {
            body.value(name).ifPresent(value -> echo.add(name, value));
        }
        return echo.build();
    }

    private static JsonObject reasoning(JsonBody body) {
        JsonObject reasoning = body.object("reasoning").map(JsonBody::object).orElse(JsonValue.EMPTY_JSON_OBJECT);
        for (String name : List.of("effort", "summary")) {
            reasoning = reasoning.containsKey(name) ? reasoning : Json.with(reasoning, name, JsonValue.NULL);
        }
        return reasoning;
    }
}
