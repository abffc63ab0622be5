package dev.talaria.message;

import java.util.Objects;

/** What a tool answered to the call with this id. */
public record ToolResult(String callId, String content) implements Part {
    public ToolResult {
        Objects.requireNonNull(callId);
        Objects.requireNonNull(content);
    }
}
