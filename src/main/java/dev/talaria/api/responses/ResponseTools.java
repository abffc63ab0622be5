package dev.talaria.api.responses;

import dev.talaria.api.http.request.CommonFields;
import dev.talaria.api.http.request.Required;
import dev.talaria.api.http.tool.AllowedTools;
import dev.talaria.api.http.tool.FreeformTool;
import dev.talaria.api.http.tool.ToolNames;
import dev.talaria.api.items.InputItems;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Parses the client's tools. They are flat here and nested in the models' chat schema. Custom tools and those of a namespace become
 * functions; tools that OpenAI or the client would run without a function are skipped, unless the client insists on one. Codex sends some
 * or all of its tools in items of its input; they count like the others.
 */
final class ResponseTools {
    private static final String FUNCTION = "function";
    private static final String CUSTOM = "custom";
    private static final String NAMESPACE = "namespace";
    private static final String CHOICE = "tool_choice";
    private static final List<String> MODES = List.of("auto", "none", "required");

    private final JsonArrayBuilder echoed = Json.builders().createArrayBuilder();
    private final Set<String> passedOver = new TreeSet<>();
    private final Map<String, JsonObject> nested = new LinkedHashMap<>();

    private final Set<String> server;
    private boolean declared;

    private ResponseTools(boolean declared, Set<String> server) {
        this.declared = declared;
        this.server = server;
    }

    /**
     * The parsed tools.
     *
     * @param offered    as a model is offered them
     * @param echoed     as a reply repeats them, including skipped ones
     * @param declared   whether the client executes tools itself, even if it declares none now
     * @param passedOver the types of the skipped ones
     * @param choice     the tool choice for the model; null if it is free to choose
     */
    record Read(List<JsonObject> offered, JsonArray echoed, boolean declared, Set<String> passedOver, JsonValue choice) {
        Read {
            offered = List.copyOf(offered);
            passedOver = Set.copyOf(passedOver);
        }
    }

    /** @param server the names of the server's tools, which the client may choose too */
    static Read parse(JsonBody body, Set<String> server) {
        ResponseTools tools = new ResponseTools(body.has("tools"), server);
        body.objects("tools").orElse(List.of()).forEach(tools::add);
        InputItems.tools(body).forEach(tools::addLoaded);
        JsonValue choice = tools.choice(body);
        return new Read(List.copyOf(tools.nested.values()), tools.echoed.build(), tools.declared, tools.passedOver, choice);
    }

    private void add(JsonBody tool) {
        String type = Required.string(tool, "type");
        echoed.add(type.equals(FUNCTION) ? whole(tool) : tool.object());
        if (type.equals(NAMESPACE)) {
            String namespace = CommonFields.toolName(tool);
            tool.objects("tools").orElse(List.of()).forEach(member -> offer(member, namespace));
        } else {
            offer(tool, null);
        }
    }

    /** A client's history may contain the same tool more than once. */
    private void addLoaded(JsonBody tool) {
        declared = true;
        String type = Required.string(tool, "type");
        boolean known = (type.equals(FUNCTION) || type.equals(CUSTOM)) && nested.containsKey(CommonFields.toolName(tool));
        if (type.equals(NAMESPACE)) {
            String namespace = CommonFields.toolName(tool);
            echoed.add(tool.object());
            tool.objects("tools").orElse(List.of()).stream().filter(member -> !nested.containsKey(ToolNames.offered(namespace,
                    member.string("name").orElse("")))).forEach(member -> offer(member, namespace));
        } else if (!known) {
            add(tool);
        }
    }

    private void offer(JsonBody tool, String namespace) {
        String type = Required.string(tool, "type");
        if (ToolNames.isSearch(tool.object()) && !nested.containsKey(type)) {
            nested.put(type, Json.builders().createObjectBuilder().add("type", FUNCTION).add(FUNCTION, function(type, tool)).build());
            return;
        }
        if (!type.equals(FUNCTION) && !type.equals(CUSTOM)) {
            passedOver.add(type);
            return;
        }
        String name = ToolNames.offered(namespace, CommonFields.toolName(tool));
        if (nested.put(name, nested(tool, type, name)) != null) {
            throw ErrorCode.INVALID_VALUE.at(tool.path("name"), "'" + tool.path("name") + "' repeats the name of another tool");
        }
    }

    private static JsonObject nested(JsonBody tool, String type, String name) {
        return Json.builders().createObjectBuilder().add("type", FUNCTION)
                .add(FUNCTION, type.equals(CUSTOM) ? FreeformTool.function(name, tool) : function(name, tool)).build();
    }

    private static JsonObjectBuilder function(String name, JsonBody tool) {
        JsonObjectBuilder function = Json.builders().createObjectBuilder().add("name", name);
        tool.string("description").ifPresent(text -> function.add("description", text));
        tool.object("parameters").ifPresent(schema -> function.add("parameters", schema.object()));
        tool.bool("strict").ifPresent(strict -> function.add("strict", strict));
        return function;
    }

    /** Adds the members that the schema demands. */
    private static JsonObject whole(JsonBody tool) {
        JsonObject whole = tool.object();
        for (String name : List.of("strict", "parameters")) {
            whole = whole.containsKey(name) ? whole : Json.with(whole, name, JsonValue.NULL);
        }
        return whole;
    }

    private JsonValue choice(JsonBody body) {
        JsonValue choice = body.value(CHOICE).orElse(null);
        if (choice == null) {
            return null;
        }
        if (choice instanceof JsonString mode && MODES.contains(mode.getString())) {
            checkRequired(mode.getString(), CHOICE);
            return choice;
        }
        if (!(choice instanceof JsonObject)) {
            return body.fail(CHOICE, "auto, none, required or an object");
        }
        JsonBody wish = body.object(CHOICE).orElseThrow();
        String type = Required.string(wish, "type");
        return switch (type) {
            case FUNCTION, CUSTOM -> Json.builders().createObjectBuilder().add("type", FUNCTION)
                    .add(FUNCTION, Json.builders().createObjectBuilder().add("name", known(wish))).build();
            case "allowed_tools" -> allowed(wish);
            default -> throw ErrorCode.UNSUPPORTED_PARAMETER.at(wish.path("type"), "Only functions and custom tools can be chosen here");
        };
    }

    private void checkRequired(String mode, String param) {
        if (mode.equals("required") && nested.isEmpty() && !passedOver.isEmpty()) {
            throw ErrorCode.UNSUPPORTED_PARAMETER.at(param, "'" + param + "' requires a tool, but none of them can be offered here: "
                    + String.join(", ", passedOver));
        }
    }

    /** Few upstreams support a list of allowed tools, so the other tools are not offered. */
    private JsonValue allowed(JsonBody wish) {
        Set<String> allowed = new HashSet<>();
        for (JsonBody tool : wish.objects("tools").orElse(List.of())) {
            String type = tool.string("type").orElse(FUNCTION);
            switch (type) {
                case FUNCTION, CUSTOM -> allowed.add(known(tool));
                case NAMESPACE -> {
                    String prefix = ToolNames.offered(Required.string(tool, "name"), "");
                    nested.keySet().stream().filter(name -> name.startsWith(prefix)).forEach(allowed::add);
                }
                default -> passedOver.add(type);
            }
        }
        String mode = wish.string("mode").filter(MODES::contains).orElseGet(() -> wish.fail("mode", "auto or required"));
        nested.keySet().retainAll(allowed);
        checkRequired(mode, wish.path("tools"));
        return server.isEmpty() ? Json.string(mode) : AllowedTools.choice(mode, allowed);
    }

    private String known(JsonBody wish) {
        String name = ToolNames.offered(wish.string("namespace").orElse(null), Required.string(wish, "name"));
        return nested.containsKey(name) || server.contains(name) ? name : wish.fail("name", "the name of one of 'tools'");
    }
}
