package dev.talaria.api.chat;

import dev.talaria.api.http.request.CommonFields;
import dev.talaria.api.http.request.Required;
import dev.talaria.api.http.tool.FreeformTool;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The {@code tools} that a client offers, with unique names. A custom tool becomes a function; a tool of any other type is skipped, because
 * it means nothing to a model here, unless {@code tool_choice} insists on it.
 *
 * @param offered    the functions that the model is offered
 * @param freeform   the names of those that stand for custom tools
 * @param passedOver the types of those that are not offered
 * @param choice     {@code tool_choice} for the model; null if there is none
 */
record ClientTools(List<JsonObject> offered, Set<String> freeform, Set<String> passedOver, JsonValue choice) {
    static final String FUNCTION = "function";
    static final String CUSTOM = "custom";

    ClientTools {
        offered = List.copyOf(offered);
        freeform = Set.copyOf(freeform);
        passedOver = Set.copyOf(passedOver);
    }

    /**
     * Also checks that a {@code tool_choice} names one of them or of the server's.
     *
     * @param server the names of the server's tools
     */
    static ClientTools parse(JsonBody body, Set<String> server) {
        List<JsonObject> offered = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> freeform = new HashSet<>();
        Set<String> passedOver = new TreeSet<>();
        for (JsonBody tool : body.objects("tools").orElse(List.of())) {
            String type = Required.string(tool, "type");
            if (!type.equals(FUNCTION) && !type.equals(CUSTOM)) {
                passedOver.add(type);
                continue;
            }
            JsonBody definition = Required.object(tool, type);
            String name = CommonFields.toolName(definition);
            if (!names.add(name)) {
                String at = definition.path("name");
                throw ErrorCode.INVALID_VALUE.at(at, "'" + at + "' repeats the name of another tool");
            }
            if (type.equals(CUSTOM)) {
                freeform.add(name);
                offered.add(Json.builders().createObjectBuilder().add("type", FUNCTION)
                        .add(FUNCTION, FreeformTool.function(name, definition)).build());
            } else {
                definition.string("description");
                definition.object("parameters");
                definition.bool("strict");
                offered.add(tool.object());
            }
        }
        ToolChoice choice = ToolChoice.of(body, names, passedOver, server);
        return new ClientTools(offered.stream().filter(tool -> choice.allows(tool.getJsonObject(FUNCTION).getString("name"))).toList(),
                freeform, passedOver, choice.told());
    }
}
