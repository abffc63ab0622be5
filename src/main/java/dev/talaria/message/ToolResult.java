package dev.talaria.message;

import java.util.List;
import java.util.Objects;

/**
 * What a tool answered to the call with this id.
 *
 * @param content its text, perhaps empty
 * @param images  pictures beside the text, in order; mostly none
 */
public record ToolResult(String callId, String content, List<Part.Image> images) implements Part {
    public ToolResult {
        Objects.requireNonNull(callId);
        Objects.requireNonNull(content);
        images = List.copyOf(images);
    }

    public ToolResult(String callId, String content) {
        this(callId, content, List.of());
    }
}
