package dev.talaria.message;

import dev.talaria.json.QuotedObject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import java.util.Objects;

/**
 * The model's wish to use a tool; the id ties call, progress and result together.
 *
 * @param arguments  the JSON text as the model wrote it, not validated
 * @param extensions members of the call that mean nothing here and travel with it, as {@link Part.Extension#members()} do with a message;
 *                   those that stand within its {@code function} are in a member of that name. Empty for none
 */
@JsonbPropertyOrder({"id", "name", "arguments", "extensions"})
public record ToolCall(String id, String name, String arguments, @JsonbTypeAdapter(QuotedObject.class) JsonObject extensions)
        implements Part {
    public ToolCall(String id, String name, String arguments) {
        this(id, name, arguments, JsonValue.EMPTY_JSON_OBJECT);
    }

    @JsonbCreator
    public ToolCall {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        arguments = Objects.requireNonNullElse(arguments, "");
        extensions = Objects.requireNonNullElse(extensions, JsonValue.EMPTY_JSON_OBJECT);
    }
}
