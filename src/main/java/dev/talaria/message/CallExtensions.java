package dev.talaria.message;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import java.util.Set;

/** Writes {@link ToolCall#extensions()} back to their place in a call of the OpenAI chat schema. Pure functions. */
public final class CallExtensions {
    private static final String FUNCTION = "function";
    /** Members of the schema, which an opaque member of the same name must not replace. */
    private static final Set<String> OWN = Set.of("index", "id", "type", FUNCTION);
    private static final Set<String> OWN_OF_FUNCTION = Set.of("name", "arguments");

    private CallExtensions() {
    }

    /** Writes those of the call's {@code function} into that object, which must be open. */
    public static void withinFunction(JsonGenerator json, JsonObject extensions) {
        if (extensions.get(FUNCTION) instanceof JsonObject within) {
            members(json, within, OWN_OF_FUNCTION);
        }
    }

    /** Writes the others into the call, which must be open. */
    public static void besideFunction(JsonGenerator json, JsonObject extensions) {
        members(json, extensions, OWN);
    }

    /** Writes all members but the given ones of the schema. */
    public static void members(JsonGenerator json, JsonObject members, Set<String> own) {
        members.forEach((name, value) -> {
            if (!own.contains(name)) {
                json.write(name, value);
            }
        });
    }
}
