package dev.talaria.api.http.tool;

import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts custom tools, whose input is any text, to functions with one string, because the chat schema of most models only has functions.
 * The text becomes the argument on the way to a model, and is extracted on the way to the client.
 */
public final class FreeformTool {
    private static final String INPUT = "input";
    private static final Pattern BEGUN = Pattern.compile("\\{\\s*\"[^\"\\\\]{0,64}+\"\\s*:\\s*\"");
    private static final int HEX_DIGITS = 4;

    private FreeformTool() {
    }

    /**
     * Returns the members {@code name}, {@code description} and {@code parameters} of the function that stands for a tool.
     *
     * @param name as the model must call it
     * @param tool may have a {@code description}, and a {@code format} with a grammar in it or in its member {@code grammar}
     */
    public static JsonObjectBuilder function(String name, JsonBody tool) {
        StringBuilder description = new StringBuilder(tool.string("description").orElse(""));
        description.append(description.isEmpty() ? "" : "\n\n")
                .append("Call this function with the complete text, verbatim, as the string \"input\".");
        grammar(tool).ifPresent(grammar -> description.append(" The text must follow this grammar (").append(grammar.string("syntax")
                .orElse("lark")).append("):\n").append(grammar.string("definition").orElse("")));
        JsonObjectBuilder text = Json.builders().createObjectBuilder().add("type", "string").add("description", "The text, unquoted");
        JsonObjectBuilder parameters = Json.builders().createObjectBuilder().add("type", "object")
                .add("properties", Json.builders().createObjectBuilder().add(INPUT, text))
                .add("required", Json.builders().createArrayBuilder().add(INPUT)).add("additionalProperties", false);
        return Json.builders().createObjectBuilder().add("name", name).add("description", description.toString())
                .add("parameters", parameters);
    }

    private static Optional<JsonBody> grammar(JsonBody tool) {
        return tool.object("format").filter(format -> format.string("type").filter("grammar"::equals).isPresent())
                .map(format -> format.object("grammar").orElse(format));
    }

    /** Returns the arguments of a call with this input. */
    public static String arguments(String input) {
        return Json.builders().createObjectBuilder().add(INPUT, input).build().toString();
    }

    /**
     * Extracts the input from a model's arguments. Models also rename the string, leave out the object around it, or are cut off within it:
     * each yields as much text as there is.
     */
    public static String input(String arguments) {
        try {
            JsonValue value = arguments.isBlank() ? JsonValue.EMPTY_JSON_OBJECT : Json.parseLeniently(arguments);
            return value instanceof JsonObject object ? input(object, arguments) : value instanceof JsonString text ? text.getString()
                    : arguments;
        } catch (JsonFault fault) {
            Matcher begun = BEGUN.matcher(arguments);
            return begun.lookingAt() ? unescaped(arguments.substring(begun.end())) : arguments;
        }
    }

    private static String input(JsonObject object, String arguments) {
        JsonValue value = object.containsKey(INPUT) ? object.get(INPUT) : object.size() == 1 ? object.values().iterator().next() : null;
        if (object.isEmpty()) {
            return "";
        }
        return value instanceof JsonString text ? text.getString() : value == null ? arguments : value.toString();
    }

    /** Unescapes the beginning of a JSON string, up to its end or to the cut. */
    private static String unescaped(String begun) {
        StringBuilder text = new StringBuilder(begun.length());
        for (int i = 0; i < begun.length() && begun.charAt(i) != '"'; i++) {
            char c = begun.charAt(i);
            if (c != '\\') {
                text.append(c);
            } else if (++i < begun.length()) {
                i = escape(begun, i, text);
            }
        }
        return text.toString();
    }

    private static int escape(String begun, int at, StringBuilder text) {
        char c = begun.charAt(at);
        int end = at + HEX_DIGITS;
        if (c == 'u') {
            if (end < begun.length() && begun.substring(at + 1, end + 1).matches("[0-9a-fA-F]{4}")) {
                text.append((char) Integer.parseInt(begun.substring(at + 1, end + 1), 16));
            }
            return Math.min(end, begun.length());
        }
        int plain = "bfnrt".indexOf(c);
        text.append(plain < 0 ? c : "\b\f\n\r\t".charAt(plain));
        return at;
    }
}
