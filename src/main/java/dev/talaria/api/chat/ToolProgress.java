package dev.talaria.api.chat;

import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.api.http.reply.ToolReports;
import dev.talaria.event.AgentEvent;
import dev.talaria.json.Json;
import dev.talaria.tool.ToolPreview;
import dev.talaria.tool.Toolsets;
import jakarta.json.stream.JsonGenerator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Renders the progress of the server's tools, between the chunks of one stream. */
final class ToolProgress {
    /** Not {@code error}, by which SDKs tell a failed stream. */
    private static final String FAILED = "failed";

    private static final String EVENT = "hermes.tool.progress";

    private final Toolsets tools;
    private final boolean wanted;
    private final Map<String, String> labels = new HashMap<>();

    /** @param wanted false for clients that cannot handle events between chunks */
    ToolProgress(Toolsets tools, boolean wanted) {
        this.tools = tools;
        this.wanted = wanted;
    }

    List<SseFrame> started(AgentEvent.ToolStarted event) {
        if (hides(event.tool())) {
            return List.of();
        }
        String label = ToolPreview.of(event.tool(), event.arguments());
        labels.put(event.callId(), label);
        return frame(event.tool(), label, event.callId(), "running", json -> { });
    }

    List<SseFrame> progressed(AgentEvent.ToolProgressed event) {
        return hides(event.tool()) ? List.of() : frame(event.tool(), labels.getOrDefault(event.callId(), event.tool()), event.callId(),
                "running", json -> ToolReports.progress(json, event));
    }

    List<SseFrame> completed(AgentEvent.ToolCompleted event) {
        if (hides(event.tool())) {
            return List.of();
        }
        String label = labels.remove(event.callId());
        return frame(event.tool(), label == null ? event.tool() : label, event.callId(), "completed",
                json -> ToolReports.end(json, FAILED, event));
    }

    private boolean hides(String tool) {
        return !wanted || tool.startsWith("_");
    }

    private List<SseFrame> frame(String tool, String label, String callId, String status, Consumer<JsonGenerator> more) {
        // Clients that ignore an event's name parse this as a chunk, which must have choices.
        return List.of(SseFrame.event(EVENT, Json.object(json -> {
            json.write("tool", tool).write("emoji", tools.emoji(tool)).write("label", label).write("toolCallId", callId)
                    .write("status", status);
            more.accept(json);
            json.writeStartArray("choices").writeEnd();
        })));
    }
}
