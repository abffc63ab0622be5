package dev.talaria.api.sessions;

import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.api.http.reply.ToolReports;
import dev.talaria.api.http.reply.UnattendedRenderer;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.run.Run;
import dev.talaria.tool.ToolPreview;
import jakarta.json.stream.JsonGenerator;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Renders a run as the named events of Hermes' session chat. Every frame carries its own number and the time of its event. */
final class SessionRenderer implements UnattendedRenderer {
    private static final String MESSAGE_ID = "message_id";

    private final Run run;
    private final Message asked;
    private final String messageId;
    private final Map<String, AgentEvent.ToolStarted> tools = new HashMap<>();
    private long sequence;
    private Instant at;

    SessionRenderer(Run run, Message asked) {
        this.run = run;
        this.asked = asked;
        this.at = run.created();
        this.messageId = "msg_" + run.id().hex();
    }

    @Override
    public List<SseFrame> open() {
        return List.of(
                frame("run.started", json -> json.writeStartObject("user_message").write("role", "user")
                        .write("content", MessageParts.content(asked)).writeEnd()),
                frame("message.started", json -> json.writeStartObject("message").write("id", messageId)
                        .write("role", "assistant").writeEnd()));
    }

    @Override
    public List<SseFrame> render(Numbered numbered) {
        at = numbered.at();
        return UnattendedRenderer.super.render(numbered);
    }

    @Override
    public List<SseFrame> text(AgentEvent.TextDelta event) {
        return delta("assistant.delta", event.text());
    }

    @Override
    public List<SseFrame> reasoning(AgentEvent.ReasoningDelta event) {
        return delta("reasoning.delta", event.text());
    }

    @Override
    public List<SseFrame> refusal(AgentEvent.RefusalDelta event) {
        return delta("assistant.delta", event.text());
    }

    /** A session chat offers the model no tools of the client. */
    @Override
    public List<SseFrame> toolCall(AgentEvent.ToolCallDelta event) {
        return List.of();
    }

    @Override
    public List<SseFrame> toolStarted(AgentEvent.ToolStarted event) {
        tools.put(event.callId(), event);
        return tool("tool.started", event, json -> { });
    }

    @Override
    public List<SseFrame> toolProgressed(AgentEvent.ToolProgressed event) {
        return event.tool().startsWith("_") ? List.of() : List.of(frame("tool.progress", json -> {
            json.write(MESSAGE_ID, messageId).write("tool_call_id", event.callId()).write("tool_name", event.tool());
            ToolReports.progress(json, event);
        }));
    }

    @Override
    public List<SseFrame> toolCompleted(AgentEvent.ToolCompleted event) {
        AgentEvent.ToolStarted begun = tools.remove(event.callId());
        AgentEvent.ToolStarted call = begun == null ? new AgentEvent.ToolStarted(event.callId(), event.tool(), "") : begun;
        return tool("tool.completed", call, json -> ToolReports.end(json, event));
    }

    @Override
    public List<SseFrame> completed(RunEnded.RunCompleted event) {
        return List.of(answer(event, true, false), summary(event, event.finish()), done());
    }

    @Override
    public List<SseFrame> failed(RunEnded.RunFailed event) {
        return broken(event.problem(), null);
    }

    /** A stop that someone asked for is not a failure; one by the server is. */
    @Override
    public List<SseFrame> cancelled(RunEnded.RunCancelled event) {
        return switch (event.reason()) {
            case CLIENT_LEFT, STOPPED, INTERRUPTED -> List.of(answer(event, false, true), summary(event, null), done());
            default -> broken(event.problem(), null);
        };
    }

    @Override
    public List<SseFrame> broken(Problem problem, @Nullable Instant at) {
        return List.of(frame("error", json -> {
            json.write("message", problem.message()).writeStartObject("error").write("message", problem.message())
                    .write("type", problem.code().type());
            ReplyJson.nullable(json, "param", problem.param());
            json.write("code", problem.form().code()).writeEnd();
        }), done());
    }

    private SseFrame answer(RunEnded end, boolean whole, boolean interrupted) {
        return frame("assistant.completed", json -> json.write(MESSAGE_ID, messageId).write("content", MessageParts.said(end.output()))
                .write("completed", whole).write("partial", !whole).write("interrupted", interrupted));
    }

    /** @param finish null for an interrupted run */
    private SseFrame summary(RunEnded end, @Nullable FinishReason finish) {
        return frame("run.completed", json -> {
            json.write(MESSAGE_ID, messageId).write("completed", finish != null).writeStartArray("messages").writeStartObject()
                    .write("role", "assistant").write("content", MessageParts.said(end.output()));
            ReplyJson.nullable(json, "finish_reason", finish == null ? null : finish.wire());
            ReplyJson.nullable(json, "reasoning", MessageParts.reasoning(end.output()));
            json.writeEnd().writeEnd();
            ReplyJson.usage(json, end.usage());
            ReplyJson.runtime(json, end.runtime());
        });
    }

    private SseFrame done() {
        return frame("done", json -> { });
    }

    private List<SseFrame> delta(String event, String text) {
        return List.of(frame(event, json -> json.write(MESSAGE_ID, messageId).write("delta", text)));
    }

    private List<SseFrame> tool(String name, AgentEvent.ToolStarted call, Consumer<JsonGenerator> more) {
        if (call.tool().startsWith("_")) {
            return List.of();
        }
        return List.of(frame(name, json -> {
            json.write(MESSAGE_ID, messageId).write("tool_call_id", call.callId()).write("tool_name", call.tool())
                    .write("preview", ToolPreview.of(call.tool(), call.arguments()))
                    .write("args", MessageParts.arguments(ToolPreview.arguments(call.arguments())));
            more.accept(json);
        }));
    }

    private SseFrame frame(String event, Consumer<JsonGenerator> members) {
        sequence++;
        return SseFrame.event(event, Json.object(json -> {
            members.accept(json);
            json.write("session_id", run.scope().session().id()).write("run_id", run.id().toString())
                    .write("seq", sequence).write("ts", Seconds.of(at));
        }));
    }
}
