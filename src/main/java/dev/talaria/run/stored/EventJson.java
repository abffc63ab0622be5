package dev.talaria.run.stored;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.store.Micros;
import jakarta.json.stream.JsonGenerator;
import java.util.function.Consumer;

/**
 * Writes an event as the JSON text it is stored as; {@link EventReader} reads it back. The events under way are many and written by hand,
 * the end as {@link StoredEnd} has it. NULs and lone surrogates become U+FFFD.
 */
final class EventJson implements AgentEvent.Visitor<String> {
    private final Numbered numbered;

    private EventJson(Numbered numbered) {
        this.numbered = numbered;
    }

    static String write(Numbered numbered) {
        return numbered.event().accept(new EventJson(numbered));
    }

    private String event(String kind, Consumer<JsonGenerator> members) {
        return Json.generateStored(out -> {
            out.writeStartObject().write("n", numbered.sequence()).write("at", Micros.of(numbered.at())).write("e", kind);
            members.accept(out);
            out.writeEnd();
        });
    }

    private String end(RunEnded event) {
        return StoredJson.RUN_END.write(StoredEnd.of(numbered, event));
    }

    private static void text(JsonGenerator out, String name, String value) {
        if (value != null) {
            out.write(name, value);
        }
    }

    @Override
    public String queued(AgentEvent.RunQueued event) {
        return event("queued", out -> { });
    }

    @Override
    public String started(AgentEvent.RunStarted event) {
        return event("started", out -> { });
    }

    @Override
    public String recalled(AgentEvent.MemoryRecalled event) {
        return event("recalled", out -> {
            out.write("degraded", event.degraded()).writeStartArray("items");
            for (AgentEvent.MemoryRecalled.Remembrance item : event.items()) {
                out.writeStartObject().write("id", item.id()).write("score", item.score()).writeStartArray("signs");
                item.signs().forEach(out::write);
                out.writeEnd().writeEnd();
            }
            out.writeEnd().write("nanos", event.took().toNanos());
        });
    }

    @Override
    public String modelCalled(AgentEvent.ModelCalled event) {
        return event("model", out -> text(out, "model", event.model()));
    }

    @Override
    public String text(AgentEvent.TextDelta event) {
        return event("text", out -> {
            out.write("text", event.text());
            text(out, "logprobs", event.logprobs());
        });
    }

    @Override
    public String reasoning(AgentEvent.ReasoningDelta event) {
        return event("reasoning", out -> text(out, "text", event.text()));
    }

    @Override
    public String refusal(AgentEvent.RefusalDelta event) {
        return event("refusal", out -> text(out, "text", event.text()));
    }

    @Override
    public String toolCall(AgentEvent.ToolCallDelta event) {
        return event("call", out -> {
            out.write("index", event.index());
            text(out, "id", event.id());
            text(out, "name", event.name());
            text(out, "extensions", event.extensions().isEmpty() ? null : event.extensions().toString());
            text(out, "arguments", event.arguments());
        });
    }

    @Override
    public String extension(AgentEvent.ExtensionDelta event) {
        return event("extension", out -> out.write("members", event.members().toString()));
    }

    @Override
    public String toolStarted(AgentEvent.ToolStarted event) {
        return event("tool_started", out -> {
            text(out, "id", event.callId());
            text(out, "name", event.tool());
            text(out, "arguments", event.arguments());
        });
    }

    @Override
    public String toolCompleted(AgentEvent.ToolCompleted event) {
        return event("tool_completed", out -> {
            text(out, "id", event.callId());
            text(out, "name", event.tool());
            text(out, "result", event.result());
            out.write("failed", event.failed()).write("nanos", event.took().toNanos());
        });
    }

    @Override
    public String approvalRequested(AgentEvent.ApprovalRequested event) {
        return event("approval_requested", out -> {
            text(out, "approval", event.approvalId());
            text(out, "id", event.callId());
            text(out, "name", event.tool());
            text(out, "description", event.description());
        });
    }

    @Override
    public String approvalResolved(AgentEvent.ApprovalResolved event) {
        return event("approval_resolved", out -> {
            text(out, "approval", event.approvalId());
            text(out, "choice", event.choice());
        });
    }

    @Override
    public String steered(AgentEvent.Steered event) {
        return event("steered", out -> text(out, "text", event.text()));
    }

    @Override
    public String completed(RunEnded.RunCompleted event) {
        return end(event);
    }

    @Override
    public String failed(RunEnded.RunFailed event) {
        return end(event);
    }

    @Override
    public String cancelled(RunEnded.RunCancelled event) {
        return end(event);
    }
}
