package dev.talaria.message;

import dev.talaria.json.QuotedObject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import java.util.Objects;

/**
 * A model's call of a tool; the id connects call, progress and result.
 *
 * @param arguments  the JSON text as the model wrote it, not validated
 * @param extensions opaque members of the call that are passed on with it, as {@link Part.Extension#members()} with a message; those of its
 *                   {@code function} are in a member of that name. Empty for none
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
