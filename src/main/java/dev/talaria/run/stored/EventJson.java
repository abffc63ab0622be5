package dev.talaria.run.stored;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.ModelRuntime;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.store.Micros;
import jakarta.json.stream.JsonGenerator;
import java.util.function.Consumer;

/**
 * Writes an event as the JSON text that is stored; {@link EventReader} reads it back. Frequent events are written by hand, the end as
 * {@link StoredEnd}. NULs and lone surrogates become U+FFFD.
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

    /** @param texts names and values in turn; a name without a value is left out */
    private String event(String kind, String... texts) {
        return event(kind, out -> texts(out, texts));
    }

    private static void texts(JsonGenerator out, String... texts) {
        for (int i = 0; i < texts.length; i += 2) {
            if (texts[i + 1] != null) {
                out.write(texts[i], texts[i + 1]);
            }
        }
    }

    @Override
    public String queued(AgentEvent.RunQueued event) {
        return event("queued");
    }

    @Override
    public String started(AgentEvent.RunStarted event) {
        return event("started");
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
    public String compacted(AgentEvent.ContextCompacted event) {
        return event("compacted", out -> out.write("before", event.beforeTokens()).write("after", event.afterTokens())
                .write("summarised", event.summarised()));
    }

    @Override
    public String modelCalled(AgentEvent.ModelCalled event) {
        return event("model", out -> {
            ModelRuntime runtime = event.runtime();
            texts(out, "model", event.model());
            out.writeStartObject("runtime");
            texts(out, "provider", runtime.provider(), "model", runtime.model(), "requested", runtime.requested(),
                    "routeSource", runtime.routeSource());
            out.write("fallback", runtime.fallback()).write("modelLock", runtime.modelLock()).writeEnd();
        });
    }

    @Override
    public String text(AgentEvent.TextDelta event) {
        return event("text", "text", event.text(), "logprobs", event.logprobs());
    }

    @Override
    public String reasoning(AgentEvent.ReasoningDelta event) {
        return event("reasoning", "text", event.text());
    }

    @Override
    public String refusal(AgentEvent.RefusalDelta event) {
        return event("refusal", "text", event.text());
    }

    @Override
    public String toolCall(AgentEvent.ToolCallDelta event) {
        return event("call", out -> {
            out.write("index", event.index());
            texts(out, "id", event.id(), "name", event.name(), "extensions",
                    event.extensions().isEmpty() ? null : event.extensions().toString(), "arguments", event.arguments());
        });
    }

    @Override
    public String extension(AgentEvent.ExtensionDelta event) {
        return event("extension", "members", event.members().toString());
    }

    @Override
    public String toolStarted(AgentEvent.ToolStarted event) {
        return event("tool_started", "id", event.callId(), "name", event.tool(), "arguments", event.arguments());
    }

    @Override
    public String toolProgressed(AgentEvent.ToolProgressed event) {
        return event("tool_progressed", out -> {
            texts(out, "id", event.callId(), "name", event.tool(), "message", event.message());
            out.write("done", event.done()).write("total", event.total());
        });
    }

    @Override
    public String toolCompleted(AgentEvent.ToolCompleted event) {
        return event("tool_completed", out -> {
            texts(out, "id", event.callId(), "name", event.tool(), "result", event.result());
            out.write("failed", event.failed()).write("nanos", event.took().toNanos());
        });
    }

    @Override
    public String approvalRequested(AgentEvent.ApprovalRequested event) {
        return event("approval_requested", out -> {
            texts(out, "approval", event.approvalId(), "id", event.callId(), "name", event.tool(), "description", event.description());
            out.writeStartArray("choices");
            event.choices().forEach(out::write);
            out.writeEnd();
        });
    }

    @Override
    public String approvalResolved(AgentEvent.ApprovalResolved event) {
        return event("approval_resolved", "approval", event.approvalId(), "choice", event.choice());
    }

    @Override
    public String steered(AgentEvent.Steered event) {
        return event("steered", "text", event.text());
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
