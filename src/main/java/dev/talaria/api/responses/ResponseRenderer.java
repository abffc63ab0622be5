package dev.talaria.api.responses;

import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.api.http.reply.UnattendedRenderer;
import dev.talaria.api.items.EncryptedReasoning;
import dev.talaria.api.items.ItemFormat;
import dev.talaria.api.items.ItemJson;
import dev.talaria.api.items.TextLogprobs;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream;
import dev.talaria.event.RunEnded;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.ToolCall;
import dev.talaria.response.LiveResponse;
import dev.talaria.response.ResponseHead;
import dev.talaria.response.ResponseOutcome;
import dev.talaria.response.ResponseStatus;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Renders a run as the events of OpenAI's Responses API, and accumulates the response. */
final class ResponseRenderer implements UnattendedRenderer {
    private final ResponseHead head;
    private final ResponseFrames frames;
    private final OutputItems output;
    private final boolean encryptedReasoning;
    private boolean spoke;
    private boolean separatorDue;
    private ResponseStatus status = ResponseStatus.IN_PROGRESS;
    private ResponseOutcome end;

    /** @param after the reader's last sequence number; -1 for none */
    ResponseRenderer(ResponseHead head, long after) {
        this(head, after, false);
    }

    /**
     * @param encryptedReasoning whether the reader stores the conversation itself and so needs the opaque content that the model requires
     * back
     */
    ResponseRenderer(ResponseHead head, long after, boolean encryptedReasoning) {
        this.head = head;
        this.encryptedReasoning = encryptedReasoning;
        this.frames = new ResponseFrames(after);
        this.output = new OutputItems(head.id(), frames, head.serverTools(), ItemFormat.of(head.echo()));
    }

    /** @param after the reader's last sequence number; -1 for none */
    static ResponseRenderer of(LiveResponse response, long after) {
        return new ResponseRenderer(response.head(), after, response.encryptedReasoning());
    }

    /** Returns a renderer with all events that are available now. */
    static ResponseRenderer rendered(LiveResponse response) {
        ResponseRenderer renderer = of(response, -1);
        try (EventStream.Cursor cursor = response.run().events().cursor(-1, () -> { })) {
            for (EventStream.Numbered next = cursor.poll(); next != null; next = cursor.poll()) {
                renderer.render(next);
            }
        } catch (EventStream.FellBehindException e) {
            return of(response, -1);
        }
        return renderer;
    }

    @Override
    public List<SseFrame> open() {
        response(frames::emit, "response.created", ResponseStatus.IN_PROGRESS, List.of());
        response(frames::emit, "response.in_progress", ResponseStatus.IN_PROGRESS, List.of());
        return frames.take();
    }

    /** Returns the response, from the events so far. */
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

    /**
     * The start of a model call closes the open items: the texts of two calls are two items here, where other APIs join them with a
     * separator.
     */
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
    public List<SseFrame> toolProgressed(AgentEvent.ToolProgressed event) {
        output.progressed(event);
        return frames.take();
    }

    @Override
    public List<SseFrame> toolCompleted(AgentEvent.ToolCompleted event) {
        output.answered(event);
        return frames.take();
    }

    @Override
    public List<SseFrame> completed(RunEnded.RunCompleted event) {
        if (output.isEmpty()) {
            sayUntold(event.output());
            List<ToolCall> calls = event.clientToolCalls();
            for (int i = 0; i < calls.size(); i++) {
                output.call(new AgentEvent.ToolCallDelta(i, calls.get(i).id(), calls.get(i).name(), calls.get(i).arguments()));
            }
        }
        if (encryptedReasoning) {
            EncryptedReasoning.encode(event.output(), event.clientToolCalls()).ifPresent(output::encrypted);
        }
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

    @Override
    public List<SseFrame> broken(Problem problem, Instant at) {
        return List.of(frames.error(problem));
    }

    private List<SseFrame> over(RunEnded event) {
        sayUntold(event.output());
        end = ResponseOutcome.of(event, head.created());
        status = end.status();
        output.closeAll(status == ResponseStatus.COMPLETED ? ItemJson.COMPLETED : ItemJson.INCOMPLETE);
        response(frames::emitLast, switch (status) {
            case COMPLETED -> "response.completed";
            case FAILED -> "response.failed";
            default -> "response.incomplete";
        }, status, output.list());
        return frames.take();
    }

    /** Emits the output of a foreground run whose text deltas were not stored: only its end holds the output. */
    private void sayUntold(Message whole) {
        if (output.isEmpty()) {
            whole.parts().forEach(part -> {
                if (part instanceof Part.Text text) {
                    output.say(text.text(), JsonValue.EMPTY_JSON_ARRAY);
                } else if (part instanceof Part.Refusal refusal) {
                    output.refuse(refusal.text());
                } else if (part instanceof Part.Reasoning thought) {
                    output.reason(thought.text());
                }
            });
        }
    }

    private void response(BiConsumer<String, Consumer<JsonGenerator>> emit, String type, ResponseStatus now, List<JsonObject> items) {
        emit.accept(type, json -> {
            json.writeStartObject("response");
            ResponseJson.members(json, head, now, items, end);
            json.writeEnd();
        });
    }
}
