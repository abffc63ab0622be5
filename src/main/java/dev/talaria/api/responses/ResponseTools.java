package dev.talaria.api.responses;

import dev.talaria.api.http.request.Required;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The client's function tools, which stand flat here and nested in the chat schema that models speak.
 *
 * @param echoed as a reply repeats them
 * @param nested by name, as a model is offered them
 * @param choice as a model is told to choose; null where it is free to
 */
record ResponseTools(JsonArray echoed, Map<String, JsonObject> nested, JsonValue choice) {
    private static final String FUNCTION = "function";
    private static final int MAX_NAME_LENGTH = 128;
    private static final List<String> MODES = List.of("auto", "none", "required");

    static ResponseTools parse(JsonBody body) {
        JsonArrayBuilder echoed = Json.builders().createArrayBuilder();
        Map<String, JsonObject> nested = new LinkedHashMap<>();
        for (JsonBody tool : body.objects("tools").orElse(List.of())) {
            String type = Required.string(tool, "type");
            if (!FUNCTION.equals(type)) {
                throw ErrorCode.UNSUPPORTED_PARAMETER.at(tool.path("type"), "Only tools of type 'function' are supported");
            }
            if (nested.put(name(tool), nested(tool)) != null) {
                throw ErrorCode.INVALID_VALUE.at(tool.path("name"), "'" + tool.path("name") + "' names a second tool of that name");
            }
            echoed.add(echoed(tool));
        }
        return choose(body, new ResponseTools(echoed.build(), nested, null));
    }

    private static String name(JsonBody tool) {
        String name = Required.string(tool, "name");
        boolean odd = name.isEmpty() || name.length() > MAX_NAME_LENGTH
                || name.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
        return odd ? tool.fail("name", "1 to " + MAX_NAME_LENGTH + " characters without blanks") : name;
    }

    private static JsonObject nested(JsonBody tool) {
        JsonObjectBuilder function = Json.builders().createObjectBuilder().add("name", tool.string("name").orElseThrow());
        tool.string("description").ifPresent(text -> function.add("description", text));
        tool.object("parameters").ifPresent(schema -> function.add("parameters", schema.object()));
        tool.bool("strict").ifPresent(strict -> function.add("strict", strict));
        return Json.builders().createObjectBuilder().add("type", FUNCTION).add(FUNCTION, function).build();
    }

    /** With the members that the schema demands. */
    private static JsonObject echoed(JsonBody tool) {
        JsonObject whole = tool.object();
        for (String name : List.of("strict", "parameters")) {
            whole = whole.containsKey(name) ? whole : Json.with(whole, name, JsonValue.NULL);
        }
        return whole;
    }

    private static ResponseTools choose(JsonBody body, ResponseTools tools) {
        JsonValue choice = body.value("tool_choice").orElse(null);
        if (choice == null) {
            return tools;
        }
        if (choice instanceof JsonString mode && MODES.contains(mode.getString())) {
            return new ResponseTools(tools.echoed, tools.nested, choice);
        }
        if (!(choice instanceof JsonObject)) {
            return body.fail("tool_choice", "auto, none, required or an object");
        }
        JsonBody wish = body.object("tool_choice").orElseThrow();
        String type = Required.string(wish, "type");
        return switch (type) {
            case FUNCTION -> tools.forced(wish);
            case "allowed_tools" -> tools.allowed(wish);
            default -> throw ErrorCode.UNSUPPORTED_PARAMETER.at(wish.path("type"), "Only functions can be chosen");
        };
    }

    private ResponseTools forced(JsonBody wish) {
        JsonObject chosen = Json.builders().createObjectBuilder().add("type", FUNCTION)
                .add(FUNCTION, Json.builders().createObjectBuilder().add("name", known(wish))).build();
        return new ResponseTools(echoed, nested, chosen);
    }

    /** Few upstreams know a list of allowed tools: the others are not offered. */
    private ResponseTools allowed(JsonBody wish) {
        Map<String, JsonObject> offered = new LinkedHashMap<>();
        for (JsonBody tool : wish.objects("tools").orElse(List.of())) {
            String name = known(tool);
            offered.put(name, nested.get(name));
        }
        String mode = wish.string("mode").filter(MODES::contains).orElseGet(() -> wish.fail("mode", "auto or required"));
        return new ResponseTools(echoed, offered, Json.string(mode));
    }

    private String known(JsonBody wish) {
        String name = Required.string(wish, "name");
        return nested.containsKey(name) ? name : wish.fail("name", "the name of one of 'tools'");
    }

    List<JsonObject> offered() {
        return new ArrayList<>(nested.values());
    }
}
