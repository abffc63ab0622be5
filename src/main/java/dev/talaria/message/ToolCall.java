package dev.talaria.message;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Objects;

/**
 * The model's wish to use a tool; the id ties call, progress and result together.
 *
 * @param arguments  the JSON text as the model wrote it, not validated
 * @param extensions members of the call that mean nothing here and travel with it, as {@link Part.Extension#members()} do with a message;
 *                   those that stand within its {@code function} are in a member of that name. Empty for none
 */
public record ToolCall(String id, String name, String arguments, JsonObject extensions) implements Part {
    public ToolCall(String id, String name, String arguments) {
        this(id, name, arguments, JsonValue.EMPTY_JSON_OBJECT);
    }

    public ToolCall {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        Objects.requireNonNull(arguments);
        Objects.requireNonNull(extensions);
    }
}
