package dev.talaria.run.stored;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.error.WireForm;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredObject;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.session.PartsJson;
import dev.talaria.session.UsageJson;
import dev.talaria.store.Micros;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Reads back what {@link EventJson} wrote, of any release: an event of an unknown kind becomes one that no dialect shows, an end of an
 * unknown kind a failure that says so.
 */
final class EventReader {
    private final StoredObject event;

    private EventReader(StoredObject event) {
        this.event = event;
    }

    /** @throws dev.talaria.error.ApiException {@code written_by_newer_release} */
    static Numbered read(String json) {
        return read(Json.parse(json).asJsonObject());
    }

    /**
     * As {@link #read(String)}.
     *
     * @param array what {@link EventJson} wrote for several events, in brackets
     */
    static List<Numbered> readAll(String array) {
        return Json.parse(array).asJsonArray().stream().map(JsonValue::asJsonObject).map(EventReader::read).toList();
    }

    /** Only ends have a version, so that all others pass. */
    private static Numbered read(JsonObject stored) {
        StoredObject event = StoredJson.RUN_END.read(stored);
        return new Numbered(event.number(EventJson.SEQUENCE, 0), Micros.at(event.number(EventJson.AT, 0)), new EventReader(event).event());
    }

    private AgentEvent event() {
        return switch (event.text(EventJson.KIND, "")) {
            case "queued" -> new AgentEvent.RunQueued();
            case "recalled" -> new AgentEvent.MemoryRecalled(recalled(), event.flag("degraded", false), took());
            case "model" -> new AgentEvent.ModelCalled(event.text("model"));
            case "text" -> new AgentEvent.TextDelta(event.text("text", ""), event.text("logprobs"));
            case "reasoning" -> new AgentEvent.ReasoningDelta(event.text("text"));
            case "refusal" -> new AgentEvent.RefusalDelta(event.text("text"));
            case "call" -> new AgentEvent.ToolCallDelta(event.count("index", 0), event.text("id"), event.text("name"),
                    event.text("arguments"), event.quoted("extensions"));
            case "extension" -> new AgentEvent.ExtensionDelta(event.quoted("members"));
            case "tool_started" -> new AgentEvent.ToolStarted(event.text("id"), event.text("name"), event.text("arguments"));
            case "tool_completed" -> new AgentEvent.ToolCompleted(event.text("id"), event.text("name"), event.text("result"),
                    event.flag("failed", false), took());
            case "approval_requested" -> new AgentEvent.ApprovalRequested(event.text("approval"), event.text("id"), event.text("name"),
                    event.text("description"));
            case "approval_resolved" -> new AgentEvent.ApprovalResolved(event.text("approval"), event.text("choice"));
            case "steered" -> new AgentEvent.Steered(event.text("text"));
            case "completed" -> new RunEnded.RunCompleted(output(), calls(), event.choice("finish", FinishReason.class, FinishReason.STOP),
                    event.text("logprobs"), usage());
            case "failed" -> new RunEnded.RunFailed(problem(), output(), usage());
            case "cancelled" -> new RunEnded.RunCancelled(event.choice("reason", Cancellation.Reason.class, Cancellation.Reason.STOPPED),
                    output(), usage());
            default -> event.has("parts") ? new RunEnded.RunFailed(Problem.of(ErrorCode.WRITTEN_BY_NEWER_RELEASE,
                    "The run ended in a way that only a newer release of this server knows"), output(), usage())
                    : new AgentEvent.RunStarted();
        };
    }

    private List<AgentEvent.MemoryRecalled.Remembrance> recalled() {
        return event.parts("items").stream().map(item ->
                new AgentEvent.MemoryRecalled.Remembrance(item.text("id", ""), item.fraction("score"), item.texts("signs"))).toList();
    }

    /** What stands for outsiders is stored with it, so that a code of another release loses its name here alone. */
    private Problem problem() {
        long wait = event.number("retry_nanos", -1);
        ErrorCode code = event.choice("code", ErrorCode.class, ErrorCode.INTERNAL_ERROR);
        WireForm usual = WireForm.of(code);
        String name = event.text("code", code.name()).toLowerCase(Locale.ROOT);
        WireForm form = new WireForm(event.count("status", usual.status()), event.text("wire_code", name),
                event.flag("no_retry", usual.retryIsUseless()));
        Duration retry = wait < 0 ? null : Duration.ofNanos(wait);
        return new Problem(code, event.text("message", "The run failed"), event.text("param"), retry, form);
    }

    private Message output() {
        return new Message(Role.ASSISTANT, PartsJson.read(event.text("parts", "[]")), null);
    }

    private List<ToolCall> calls() {
        return PartsJson.read(event.text("calls", "[]")).stream().filter(ToolCall.class::isInstance).map(ToolCall.class::cast).toList();
    }

    private Usage usage() {
        return UsageJson.read(event, "usage");
    }

    private Duration took() {
        return Duration.ofNanos(event.number("nanos", 0));
    }
}
