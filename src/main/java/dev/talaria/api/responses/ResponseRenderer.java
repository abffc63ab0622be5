package dev.talaria.api.responses;

import dev.talaria.api.http.item.ItemJson;
import dev.talaria.api.http.reply.EventRenderer;
import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.RunEnded;
import dev.talaria.response.ResponseHead;
import dev.talaria.response.ResponseOutcome;
import dev.talaria.response.ResponseStatus;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;

/** A run as the events of OpenAI's Responses API; on the way it gathers the response that they add up to. */
final class ResponseRenderer implements EventRenderer, AgentEvent.Visitor<List<SseFrame>> {
    private final ResponseHead head;
    private final ResponseFrames frames;
    private final OutputItems output;
    private boolean spoke;
    private boolean separatorDue;
    private ResponseStatus status = ResponseStatus.IN_PROGRESS;
    private ResponseOutcome end;

    /** @param after the last sequence number the reader has; -1 for none */
    ResponseRenderer(ResponseHead head, long after) {
        this.head = head;
        this.frames = new ResponseFrames(after);
        this.output = new OutputItems(head.id(), frames);
    }

    @Override
    public List<SseFrame> open() {
        response("response.created", ResponseStatus.IN_PROGRESS, List.of());
        response("response.in_progress", ResponseStatus.IN_PROGRESS, List.of());
        return frames.take();
    }

    @Override
    public List<SseFrame> render(long sequence, AgentEvent event) {
        return event.accept(this);
    }

    /** The response as far as the events have come. */
    String response() {
        return ResponseJson.of(head, status, output.list(), end);
    }

    @Override
    public List<SseFrame> queued(AgentEvent.RunQueued event) {
        status = ResponseStatus.QUEUED;
        return List.of();
    }

    @Override
    public List<SseFrame> started(AgentEvent.RunStarted event) {
        status = ResponseStatus.IN_PROGRESS;
        return List.of();
    }

    @Override
    public List<SseFrame> recalled(AgentEvent.MemoryRecalled event) {
        return List.of();
    }

    /** What stood between two calls' texts for other readers is here the border of two items. */
    @Override
    public List<SseFrame> modelCalled(AgentEvent.ModelCalled event) {
        output.closeAll(ItemJson.COMPLETED);
        separatorDue = spoke;
        return frames.take();
    }

    @Override
    public List<SseFrame> text(AgentEvent.TextDelta event) {
        if (separatorDue && !event.text().isEmpty()) {
            separatorDue = false;
            return List.of();
        }
        spoke |= !event.text().isEmpty();
        output.say(event.text(), event.logprobs() == null ? JsonValue.EMPTY_JSON_ARRAY : TextLogprobs.of(event.logprobs()));
        return frames.take();
    }

    @Override
    public List<SseFrame> reasoning(AgentEvent.ReasoningDelta event) {
        output.reason(event.text());
        return frames.take();
    }

    @Override
    public List<SseFrame> refusal(AgentEvent.RefusalDelta event) {
        output.refuse(event.text());
        return frames.take();
    }

    @Override
    public List<SseFrame> toolCall(AgentEvent.ToolCallDelta event) {
        output.call(event);
        return frames.take();
    }

    @Override
    public List<SseFrame> toolStarted(AgentEvent.ToolStarted event) {
        output.called(event);
        return frames.take();
    }

    @Override
    public List<SseFrame> toolCompleted(AgentEvent.ToolCompleted event) {
        output.answered(event);
        return frames.take();
    }

    @Override
    public List<SseFrame> completed(RunEnded.RunCompleted event) {
        return over(event);
    }

    @Override
    public List<SseFrame> failed(RunEnded.RunFailed event) {
        return over(event);
    }

    @Override
    public List<SseFrame> cancelled(RunEnded.RunCancelled event) {
        return over(event);
    }

    private List<SseFrame> over(RunEnded event) {
        end = ResponseOutcome.of(event, head.created());
        status = end.status();
        output.closeAll(status == ResponseStatus.COMPLETED ? ItemJson.COMPLETED : ItemJson.INCOMPLETE);
        response(switch (status) {
            case COMPLETED -> "response.completed";
            case FAILED -> "response.failed";
            default -> "response.incomplete";
        }, status, output.list());
        return frames.take();
    }

    private void response(String type, ResponseStatus now, List<JsonObject> items) {
        frames.emit(type, json -> {
            json.writeStartObject("response");
            ResponseJson.members(json, head, now, items, end);
            json.writeEnd();
        });
    }
}
