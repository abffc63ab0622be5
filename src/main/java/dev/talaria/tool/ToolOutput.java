package dev.talaria.tool;

import dev.talaria.message.Part;
import java.util.List;
import java.util.Objects;

/**
 * What a call returns to the model.
 *
 * @param images beside the text; bounded by the tool, since they are stored with the conversation
 */
public record ToolOutput(String text, List<Part.Image> images) {
    public ToolOutput {
        Objects.requireNonNull(text);
        images = List.copyOf(images);
    }

    public static ToolOutput of(String text) {
        return new ToolOutput(text, List.of());
    }
}
