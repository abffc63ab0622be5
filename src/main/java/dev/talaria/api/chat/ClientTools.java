package dev.talaria.api.chat;

import dev.talaria.api.http.request.Required;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code tools} that a client offers: functions only, each with a name of its own. */
final class ClientTools {
    static final String FUNCTION = "function";
    /** OpenAI allows 64 letters, digits, {@code _} and {@code -}; other models' servers allow more. */
    private static final int MAX_NAME_LENGTH = 128;

    private ClientTools() {
    }

    /** Also checks that a {@code tool_choice} names one of them. */
    static List<JsonObject> parse(JsonBody body) {
        List<JsonObject> tools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonBody tool : body.objects("tools").orElse(List.of())) {
            JsonBody function = function(tool);
            if (!names.add(name(function))) {
                throw ErrorCode.INVALID_VALUE.at(function.path("name"), "'" + function.path("name") + "' names a second tool of that name");
            }
            function.string("description");
            function.object("parameters");
            function.bool("strict");
            tools.add(tool.object());
        }
        if (!tools.isEmpty()) {
            checkChoice(body, names);
        }
        return tools;
    }

    private static JsonBody function(JsonBody tool) {
        String type = Required.string(tool, "type");
        if (!FUNCTION.equals(type)) {
            throw ErrorCode.UNSUPPORTED_PARAMETER.at(tool.path("type"), "Only tools of type 'function' are supported");
        }
        return Required.object(tool, FUNCTION);
    }

    private static String name(JsonBody function) {
        String name = Required.string(function, "name");
        boolean odd = name.isEmpty() || name.length() > MAX_NAME_LENGTH
                || name.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
        return odd ? function.fail("name", "1 to " + MAX_NAME_LENGTH + " characters without blanks") : name;
    }

    private static void checkChoice(JsonBody body, Set<String> names) {
        if (!(body.value("tool_choice").orElse(null) instanceof JsonObject)) {
            return;
        }
        JsonBody choice = body.object("tool_choice").orElseThrow();
        Optional<JsonBody> function = choice.object(FUNCTION);
        Optional<String> name = function.flatMap(chosen -> chosen.string("name"));
        if (name.isPresent() && !names.contains(name.get())) {
            function.get().fail("name", "the name of one of 'tools'");
        }
    }
}
