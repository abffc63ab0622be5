package dev.talaria.run.stored;

import dev.talaria.error.WireForm;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.session.PartsJson;
import dev.talaria.session.UsageJson;
import dev.talaria.store.Micros;
import jakarta.json.stream.JsonGenerator;
import java.time.Duration;
import java.util.List;

/** Writes an event as the JSON text it is stored as; {@link EventReader} reads it back. NULs and lone surrogates become U+FFFD. */
final class EventJson implements AgentEvent.Visitor<Void> {
    static final String SEQUENCE = "n";
    static final String AT = "at";
    static final String KIND = "e";

    private final JsonGenerator out;

    private EventJson(JsonGenerator out) {
        this.out = out;
    }

    static String write(Numbered numbered) {
        return Json.generate(out -> {
            out.writeStartObject().write(SEQUENCE, numbered.sequence()).write(AT, Micros.of(numbered.at()));
            numbered.event().accept(new EventJson(out));
            out.writeEnd();
        });
    }

    @Override
    public Void queued(AgentEvent.RunQueued event) {
        return kind("queued");
    }

    @Override
    public Void started(AgentEvent.RunStarted event) {
        return kind("started");
    }

    @Override
    public Void recalled(AgentEvent.MemoryRecalled event) {
        kind("recalled");
        out.write("degraded", event.degraded()).writeStartArray("items");
        for (AgentEvent.MemoryRecalled.Remembrance item : event.items()) {
            out.writeStartObject().write("id", item.id()).write("score", item.score()).writeStartArray("signs");
            item.signs().forEach(out::write);
            out.writeEnd().writeEnd();
        }
        out.writeEnd();
        return took(event.took());
    }

    @Override
    public Void modelCalled(AgentEvent.ModelCalled event) {
        kind("model");
        return text("model", event.model());
    }

    @Override
    public Void text(AgentEvent.TextDelta event) {
        kind("text");
        text("text", event.text());
        return text("logprobs", event.logprobs());
    }

    @Override
    public Void reasoning(AgentEvent.ReasoningDelta event) {
        kind("reasoning");
        return text("text", event.text());
    }

    @Override
    public Void refusal(AgentEvent.RefusalDelta event) {
        kind("refusal");
        return text("text", event.text());
    }

    @Override
    public Void toolCall(AgentEvent.ToolCallDelta event) {
        kind("call");
        out.write("index", event.index());
        text("id", event.id());
        text("name", event.name());
        if (!event.extensions().isEmpty()) {
            text("extensions", event.extensions().toString());
        }
        return text("arguments", event.arguments());
    }

    @Override
    public Void extension(AgentEvent.ExtensionDelta event) {
        kind("extension");
        return text("members", event.members().toString());
    }

    @Override
    public Void toolStarted(AgentEvent.ToolStarted event) {
        kind("tool_started");
        text("id", event.callId());
        text("name", event.tool());
        return text("arguments", event.arguments());
    }

    @Override
    public Void toolCompleted(AgentEvent.ToolCompleted event) {
        kind("tool_completed");
        text("id", event.callId());
        text("name", event.tool());
        text("result", event.result());
        out.write("failed", event.failed());
        return took(event.took());
    }

    @Override
    public Void approvalRequested(AgentEvent.ApprovalRequested event) {
        kind("approval_requested");
        text("approval", event.approvalId());
        text("id", event.callId());
        text("name", event.tool());
        return text("description", event.description());
    }

    @Override
    public Void approvalResolved(AgentEvent.ApprovalResolved event) {
        kind("approval_resolved");
        text("approval", event.approvalId());
        return text("choice", event.choice());
    }

    @Override
    public Void steered(AgentEvent.Steered event) {
        kind("steered");
        return text("text", event.text());
    }

    @Override
    public Void completed(RunEnded.RunCompleted event) {
        end("completed");
        output(event.output(), event.usage());
        text("calls", event.clientToolCalls().isEmpty() ? null : PartsJson.write(List.copyOf(event.clientToolCalls())));
        text("finish", event.finish().name());
        return text("logprobs", event.logprobs());
    }

    @Override
    public Void failed(RunEnded.RunFailed event) {
        end("failed");
        text("code", event.problem().code().name());
        text("message", event.problem().message());
        text("param", event.problem().param());
        if (event.problem().retryAfter() != null) {
            out.write("retry_nanos", event.problem().retryAfter().toNanos());
        }
        // A release that does not know the code yet shows it all the same.
        WireForm form = event.problem().form();
        out.write("status", form.status()).write("wire_code", form.code()).write("no_retry", form.retryIsUseless());
        return output(event.output(), event.usage());
    }

    @Override
    public Void cancelled(RunEnded.RunCancelled event) {
        end("cancelled");
        text("reason", event.reason().name());
        return output(event.output(), event.usage());
    }

    private Void output(Message output, Usage usage) {
        text("parts", PartsJson.write(output.parts()));
        UsageJson.write(out, "usage", usage);
        return null;
    }

    private void end(String name) {
        out.write(StoredJson.VERSION, StoredJson.RUN_END.version());
        kind(name);
    }

    private Void kind(String name) {
        out.write(KIND, name);
        return null;
    }

    private Void took(Duration time) {
        out.write("nanos", time.toNanos());
        return null;
    }

    private Void text(String name, String value) {
        PartsJson.text(out, name, value);
        return null;
    }
}
