package dev.talaria.api.runs;

import dev.talaria.api.http.reply.EventRenderer;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.api.http.reply.ToolReports;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventDialect;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.run.RunId;
import dev.talaria.tool.ToolPreview;
import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Renders a run's events in Hermes' form. Each frame depends only on its own event, so a reader may start anywhere. */
final class RunRenderer implements EventRenderer {
    private static final SseFrame CLOSED = SseFrame.comment("stream closed");

    /**
     * An event's name and members.
     *
     * @param name empty for an event that is not shown
     */
    private record Shown(String name, Consumer<JsonGenerator> members) {
        static final Shown NOTHING = new Shown("", json -> { });
    }

    private final RunId id;

    RunRenderer(RunId id) {
        this.id = id;
    }

    /** Empty for an event that is not shown. */
    static String nameOf(AgentEvent event) {
        return event.accept(new Dialect()).name();
    }

    @Override
    public List<SseFrame> open() {
        return List.of();
    }

    @Override
    public List<SseFrame> render(Numbered numbered) {
        Shown shown = numbered.event().accept(new Dialect());
        if (shown.name().isEmpty()) {
            return List.of();
        }
        String data = Json.object(json -> {
            json.write("event", shown.name()).write("run_id", id.toString())
                    .write("timestamp", RunJson.seconds(numbered));
            shown.members().accept(json);
        });
        SseFrame frame = SseFrame.of(Long.toString(numbered.sequence()), null, data);
        return numbered.event() instanceof RunEnded ? List.of(frame, CLOSED) : List.of(frame);
    }

    /** Has no id, so that a returning reader resumes after the last event, and does not mark the end of the run. */
    @Override
    public List<SseFrame> broken(Problem why, Instant at) {
        return List.of(SseFrame.data(Json.object(json -> json.write("event", "error").write("run_id", id.toString())
                .write("timestamp", RunJson.seconds(at)).write("error", RunJson.error(why)).write("code", why.code().code()))));
    }

    /** Stateless. */
    private static final class Dialect implements EventDialect<Shown> {
        @Override
        public Shown nothing() {
            return Shown.NOTHING;
        }

        @Override
        public Shown recalled(AgentEvent.MemoryRecalled event) {
            return event.items().isEmpty() && !event.degraded() ? Shown.NOTHING : new Shown("memory.recalled", json -> {
                json.write("degraded", event.degraded()).write("duration", ToolReports.seconds(event.took())).writeStartArray("items");
                event.items().forEach(item -> remembrance(json, item));
                json.writeEnd();
            });
        }

        @Override
        public Shown compacted(AgentEvent.ContextCompacted event) {
            return new Shown("context.compaction", json -> json.write("before_tokens", event.beforeTokens())
                    .write("after_tokens", event.afterTokens()).write("summarised", event.summarised()));
        }

        private static void remembrance(JsonGenerator json, AgentEvent.MemoryRecalled.Remembrance item) {
            json.writeStartObject().write("id", item.id()).write("score", rounded(item.score())).writeStartArray("signs");
            item.signs().forEach(json::write);
            json.writeEnd().writeEnd();
        }

        private static BigDecimal rounded(double number) {
            return BigDecimal.valueOf(Math.round(number * 1_000), 3);
        }

        @Override
        public Shown text(AgentEvent.TextDelta event) {
            return event.text().isEmpty() ? Shown.NOTHING : delta("message.delta", event.text());
        }

        @Override
        public Shown reasoning(AgentEvent.ReasoningDelta event) {
            return delta("reasoning.delta", event.text());
        }

        @Override
        public Shown refusal(AgentEvent.RefusalDelta event) {
            return delta("message.delta", event.text());
        }

        private static Shown delta(String name, String text) {
            return new Shown(name, json -> json.write("delta", text));
        }

        /** A client's tool is the client's own affair; a submitted run has none. */
        @Override
        public Shown toolCall(AgentEvent.ToolCallDelta event) {
            return Shown.NOTHING;
        }

        @Override
        public Shown toolStarted(AgentEvent.ToolStarted event) {
            return isHidden(event.tool()) ? Shown.NOTHING : new Shown("tool.started", json -> json.write("tool", event.tool())
                    .write("preview", ToolPreview.of(event.tool(), event.arguments())).write("tool_call_id", event.callId()));
        }

        @Override
        public Shown toolProgressed(AgentEvent.ToolProgressed event) {
            return isHidden(event.tool()) ? Shown.NOTHING : new Shown("tool.progress", json -> {
                json.write("tool", event.tool()).write("tool_call_id", event.callId());
                ToolReports.progress(json, event);
            });
        }

        @Override
        public Shown toolCompleted(AgentEvent.ToolCompleted event) {
            return isHidden(event.tool()) ? Shown.NOTHING : new Shown("tool.completed", json -> {
                json.write("tool", event.tool());
                ToolReports.end(json, event);
                json.write("tool_call_id", event.callId());
            });
        }

        private static boolean isHidden(String tool) {
            return tool.startsWith("_");
        }

        @Override
        public Shown approvalRequested(AgentEvent.ApprovalRequested event) {
            return new Shown("approval.request", json -> RunJson.approval(json, event));
        }

        @Override
        public Shown approvalResolved(AgentEvent.ApprovalResolved event) {
            return new Shown("approval.responded",
                    json -> json.write("approval_id", event.approvalId()).write("choice", event.choice()).write("resolved", 1));
        }

        @Override
        public Shown steered(AgentEvent.Steered event) {
            return new Shown("run.steered", json -> json.write("message", event.text()));
        }

        @Override
        public Shown completed(RunEnded.RunCompleted event) {
            return new Shown("run.completed", json -> {
                json.write("output", RunJson.output(event.output()));
                ReplyJson.usage(json, event.usage());
                ReplyJson.runtime(json, event.runtime());
            });
        }

        @Override
        public Shown failed(RunEnded.RunFailed event) {
            return new Shown("run.failed", json -> json.write("error", RunJson.error(event.problem()))
                    .write("code", event.problem().form().code()));
        }

        @Override
        public Shown cancelled(RunEnded.RunCancelled event) {
            return new Shown("run.cancelled", json -> { });
        }
    }
}
