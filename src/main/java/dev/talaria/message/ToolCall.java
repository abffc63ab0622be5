package dev.talaria.message;

import java.util.Objects;

/**
 * The model's wish to use a tool; the id ties call, progress and result together.
 *
 * @param arguments the JSON text as the model wrote it, not validated
 */
public record ToolCall(String id, String name, String arguments) implements Part {
    public ToolCall {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        Objects.requireNonNull(arguments);
    }
}
