package dev.talaria.model.demo;

import dev.talaria.json.Json;
import dev.talaria.model.ModelRequest;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a request demands besides its messages.
 *
 * @param format the format of the answer, as in {@code response_format}; null for plain text
 * @param tools  the tools of which one must be called, in order of preference
 */
record Demands(JsonObject format, List<JsonObject> tools) {
    private static final String FUNCTION = "function";

    Demands {
        tools = List.copyOf(tools);
    }

    static Demands of(ModelRequest request) {
        JsonValue format = request.parameters().get("response_format");
        return new Demands(format instanceof JsonObject object ? object : null, demanded(request));
    }

    private static List<JsonObject> demanded(ModelRequest request) {
        List<JsonObject> functions = request.offered().stream().map(tool -> tool.get(FUNCTION)).filter(JsonObject.class::isInstance)
                .map(JsonValue::asJsonObject).toList();
        JsonValue choice = request.parameters().get("tool_choice");
        if (choice instanceof JsonObject object && object.get(FUNCTION) instanceof JsonObject chosen) {
            return functions.stream().filter(function -> function.getOrDefault("name", JsonValue.NULL).equals(chosen.get("name"))).toList();
        }
        return choice instanceof JsonString mode && mode.getString().equals("required") ? functions : List.of();
    }

    /** Returns a call of the first demanded tool that was not called yet, with arguments that match its schema. */
    Optional<Directives.ToolWish> wish(Set<String> called, String text) {
        return tools.stream().filter(tool -> !called.contains(tool.getString("name", ""))).findFirst().map(tool -> {
            JsonValue schema = tool.getOrDefault("parameters", JsonValue.EMPTY_JSON_OBJECT);
            JsonValue arguments = schema instanceof JsonObject object && object.containsKey("properties")
                    ? SchemaSample.of(object, text) : JsonValue.EMPTY_JSON_OBJECT;
            return new Directives.ToolWish(tool.getString("name", ""), arguments.toString());
        });
    }

    /** Returns the text in the demanded format. */
    String shaped(String text) {
        if (format == null) {
            return text;
        }
        return switch (format.getString("type", "text")) {
            case "json_object" -> Json.builders().createObjectBuilder().add("answer", text).build().toString();
            case "json_schema" -> format.get("json_schema") instanceof JsonObject named && named.get("schema") instanceof JsonObject schema
                    ? SchemaSample.of(schema, text).toString() : text;
            default -> text;
        };
    }
}
