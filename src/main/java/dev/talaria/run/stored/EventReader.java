package dev.talaria.run.stored;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.error.WireForm;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.session.PartsJson;
import dev.talaria.session.UsageJson;
import dev.talaria.store.Micros;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;

/** Reads back what {@link EventJson} wrote. */
final class EventReader {
    private final JsonObject event;

    private EventReader(JsonObject event) {
        this.event = event;
    }

    static Numbered read(String json) {
        return read(Json.parse(json).asJsonObject());
    }

    /** @param array what {@link EventJson} wrote for several events, in brackets */
    static List<Numbered> readAll(String array) {
        return Json.parse(array).asJsonArray().stream().map(JsonValue::asJsonObject).map(EventReader::read).toList();
    }

    private static Numbered read(JsonObject event) {
        EventReader reader = new EventReader(event);
        return new Numbered(reader.number(EventJson.SEQUENCE), Micros.at(reader.number(EventJson.AT)), reader.event());
    }

    private AgentEvent event() {
        String kind = event.getString(EventJson.KIND);
        return switch (kind) {
            case "queued" -> new AgentEvent.RunQueued();
            case "started" -> new AgentEvent.RunStarted();
            case "recalled" -> new AgentEvent.MemoryRecalled(recalled(), event.getBoolean("degraded"), took());
            case "model" -> new AgentEvent.ModelCalled(text("model"));
            case "text" -> new AgentEvent.TextDelta(text("text"), text("logprobs"));
            case "reasoning" -> new AgentEvent.ReasoningDelta(text("text"));
            case "refusal" -> new AgentEvent.RefusalDelta(text("text"));
            case "call" -> new AgentEvent.ToolCallDelta(event.getInt("index"), text("id"), text("name"), text("arguments"),
                    object("extensions"));
            case "extension" -> new AgentEvent.ExtensionDelta(object("members"));
            case "tool_started" -> new AgentEvent.ToolStarted(text("id"), text("name"), text("arguments"));
            case "tool_completed" ->
                    new AgentEvent.ToolCompleted(text("id"), text("name"), text("result"), event.getBoolean("failed"), took());
            case "approval_requested" ->
                    new AgentEvent.ApprovalRequested(text("approval"), text("id"), text("name"), text("description"));
            case "approval_resolved" -> new AgentEvent.ApprovalResolved(text("approval"), text("choice"));
            case "steered" -> new AgentEvent.Steered(text("text"));
            default -> end(kind);
        };
    }

    private RunEnded end(String kind) {
        return switch (kind) {
            case "completed" -> new RunEnded.RunCompleted(output(), calls(), FinishReason.valueOf(text("finish")), text("logprobs"),
                    usage());
            case "failed" -> new RunEnded.RunFailed(problem(), output(), usage());
            case "cancelled" -> new RunEnded.RunCancelled(Cancellation.Reason.valueOf(text("reason")), output(), usage());
            default -> throw new IllegalStateException("a stored event has the unknown kind " + kind);
        };
    }

    private List<AgentEvent.MemoryRecalled.Remembrance> recalled() {
        return event.getJsonArray("items").getValuesAs(JsonObject.class).stream()
                .map(item -> new AgentEvent.MemoryRecalled.Remembrance(item.getString("id"), item.getJsonNumber("score").doubleValue(),
                        item.getJsonArray("signs").getValuesAs(JsonString::getString))).toList();
    }

    private Problem problem() {
        Duration retry = event.containsKey("retry_nanos") ? Duration.ofNanos(number("retry_nanos")) : null;
        ErrorCode code = ErrorCode.valueOf(text("code"));
        WireForm form = event.containsKey("status")
                ? new WireForm((int) number("status"), text("wire_code"), event.getBoolean("no_retry")) : WireForm.of(code);
        return new Problem(code, text("message"), text("param"), retry, form);
    }

    private Message output() {
        return new Message(Role.ASSISTANT, PartsJson.read(text("parts")), null);
    }

    private List<ToolCall> calls() {
        String calls = text("calls");
        return calls == null ? List.of() : PartsJson.read(calls).stream().map(ToolCall.class::cast).toList();
    }

    private Usage usage() {
        return UsageJson.read(event, "usage");
    }

    private Duration took() {
        return Duration.ofNanos(number("nanos"));
    }

    private long number(String name) {
        return ((JsonNumber) event.get(name)).longValueExact();
    }

    /** Empty where there is none. */
    private JsonObject object(String name) {
        String json = text(name);
        return json == null ? JsonValue.EMPTY_JSON_OBJECT : Json.parseLeniently(json).asJsonObject();
    }

    private String text(String name) {
        return PartsJson.text(event, name).orElse(null);
    }
}
