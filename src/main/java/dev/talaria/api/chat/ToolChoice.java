package dev.talaria.api.chat;

import dev.talaria.api.http.request.Required;
import dev.talaria.api.http.tool.AllowedTools;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code tool_choice} of a chat body.
 *
 * @param told    the value for the model; null if it is free to choose
 * @param allowed the names of the only tools to offer; null for all
 */
record ToolChoice(JsonValue told, Set<String> allowed) {
    private static final String CHOICE = "tool_choice";
    private static final String ALLOWED = "allowed_tools";
    private static final String REQUIRED = "required";

    ToolChoice {
        allowed = allowed == null ? null : Set.copyOf(allowed);
    }

    /**
     * @param names      of the client's tools that can be offered
     * @param passedOver the types of those that cannot
     * @param server     the names of the server's tools
     * @throws dev.talaria.error.ApiException 400 if the choice names or requires a tool that cannot be offered
     */
    static ToolChoice of(JsonBody body, Set<String> names, Set<String> passedOver, Set<String> server) {
        JsonValue choice = body.value(CHOICE).orElse(null);
        if (names.isEmpty() && !passedOver.isEmpty() && (choice instanceof JsonObject || Json.string(REQUIRED).equals(choice))) {
            throw unavailable(CHOICE);
        }
        Set<String> all = new HashSet<>(names);
        all.addAll(server);
        if (all.isEmpty() || !(choice instanceof JsonObject)) {
            return new ToolChoice(choice, null);
        }
        JsonBody wish = body.object(CHOICE).orElseThrow();
        String type = wish.string("type").orElse(ClientTools.FUNCTION);
        if (passedOver.contains(type)) {
            throw unavailable(wish.path("type"));
        }
        return switch (type) {
            case ClientTools.FUNCTION -> {
                wish.object(type).filter(chosen -> chosen.has("name")).ifPresent(chosen -> known(chosen, all));
                yield new ToolChoice(choice, null);
            }
            case ClientTools.CUSTOM -> new ToolChoice(function(known(Required.object(wish, type), all)), null);
            case ALLOWED -> allowed(wish.object(ALLOWED).orElse(wish), all, !server.isEmpty());
            default -> new ToolChoice(choice, null);
        };
    }

    /**
     * Few upstreams support a list of allowed tools, so the other tools are not offered.
     *
     * @param listed whether the turn must know the names, for the server's tools among them
     */
    private static ToolChoice allowed(JsonBody wish, Set<String> names, boolean listed) {
        Set<String> allowed = new HashSet<>();
        for (JsonBody tool : wish.objects("tools").orElse(List.of())) {
            String type = tool.string("type").orElse(ClientTools.FUNCTION);
            if (type.equals(ClientTools.FUNCTION) || type.equals(ClientTools.CUSTOM)) {
                allowed.add(known(tool.object(type).orElse(tool), names));
            }
        }
        String mode = wish.string("mode").orElse("auto");
        if (allowed.isEmpty() && mode.equals(REQUIRED)) {
            throw unavailable(wish.path("tools"));
        }
        return new ToolChoice(listed ? AllowedTools.choice(mode, allowed) : Json.string(mode), allowed);
    }

    private static String known(JsonBody chosen, Set<String> names) {
        String name = Required.string(chosen, "name");
        return names.contains(name) ? name : chosen.fail("name", "the name of one of 'tools'");
    }

    private static JsonObject function(String name) {
        return Json.builders().createObjectBuilder().add("type", ClientTools.FUNCTION)
                .add(ClientTools.FUNCTION, Json.builders().createObjectBuilder().add("name", name)).build();
    }

    private static RuntimeException unavailable(String param) {
        return ErrorCode.UNSUPPORTED_PARAMETER.at(param, "'" + param + "' requires a tool that this server cannot offer to any model");
    }

    boolean allows(String name) {
        return Optional.ofNullable(allowed).map(names -> names.contains(name)).orElse(true);
    }
}
