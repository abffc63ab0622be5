package dev.talaria.message;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import java.util.List;
import java.util.Objects;

/**
 * The result of the tool call with this id.
 *
 * @param content its text; may be empty
 * @param images  images beside the text, in order; usually none
 */
public record ToolResult(@JsonbProperty("call") String callId, String content, List<Part.Image> images) implements Part {
    @JsonbCreator
    public ToolResult {
        Objects.requireNonNull(callId);
        content = Objects.requireNonNullElse(content, "");
        images = images == null ? List.of() : List.copyOf(images);
    }

    public ToolResult(String callId, String content) {
        this(callId, content, List.of());
    }
}
