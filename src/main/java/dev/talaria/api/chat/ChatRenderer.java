package dev.talaria.api.chat;

import dev.talaria.api.http.reply.ErrorMapper;
import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.api.http.reply.UnattendedRenderer;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.message.CallExtensions;
import dev.talaria.message.Usage;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Renders a run as OpenAI's chat completion chunks, with Hermes' events for the server's tools in between. */
final class ChatRenderer implements UnattendedRenderer {
    private static final String UNFINISHED = "null";

    private final String head;
    private final String tail;
    private final boolean includeUsage;
    private final ToolProgress progress;
    private final FreeformCalls freeform;

    /**
     * @param includeUsage whether the last chunk holds the usage, and all others a null usage
     * @param freeform     the names of the client's custom tools
     */
    ChatRenderer(ChatHead head, boolean includeUsage, ToolProgress progress, Set<String> freeform) {
        String object = Json.object(json -> {
            head.write(json, "chat.completion.chunk");
        });
        this.head = object.substring(0, object.length() - 1) + ",\"choices\":[";
        this.tail = includeUsage ? "],\"usage\":null}" : "]}";
        this.includeUsage = includeUsage;
        this.progress = progress;
        this.freeform = new FreeformCalls(freeform);
    }

    @Override
    public List<SseFrame> open() {
        return delta("{\"role\":\"assistant\",\"content\":\"\"}");
    }

    @Override
    public List<SseFrame> text(AgentEvent.TextDelta event) {
        String delta = member("content", event.text());
        JsonValue logprobs = WireParts.logprobs(event.logprobs());
        return logprobs == JsonValue.NULL ? delta(delta) : List.of(chunk(delta, ",\"logprobs\":" + logprobs, UNFINISHED));
    }

    @Override
    public List<SseFrame> reasoning(AgentEvent.ReasoningDelta event) {
        return delta(member("reasoning_content", event.text()));
    }

    @Override
    public List<SseFrame> refusal(AgentEvent.RefusalDelta event) {
        return delta(member("refusal", event.text()));
    }

    @Override
    public List<SseFrame> toolCall(AgentEvent.ToolCallDelta event) {
        if (freeform.takes(event)) {
            return List.of();
        }
        return delta(object(json -> {
            json.writeStartArray("tool_calls").writeStartObject().write("index", event.index());
            if (event.id() != null) {
                json.write("id", event.id()).write("type", "function");
            }
            json.writeStartObject("function");
            if (event.name() != null) {
                json.write("name", event.name());
            }
            json.write("arguments", event.arguments());
            CallExtensions.withinFunction(json, event.extensions());
            json.writeEnd();
            CallExtensions.besideFunction(json, event.extensions());
            json.writeEnd().writeEnd();
        }));
    }

    /** As the model wrote them, for the client to send back with the message. */
    @Override
    public List<SseFrame> extension(AgentEvent.ExtensionDelta event) {
        JsonObject shown = WireParts.shown(event.members());
        return shown.isEmpty() ? List.of() : delta(shown.toString());
    }

    @Override
    public List<SseFrame> toolStarted(AgentEvent.ToolStarted event) {
        return progress.started(event);
    }

    @Override
    public List<SseFrame> toolProgressed(AgentEvent.ToolProgressed event) {
        return progress.progressed(event);
    }

    @Override
    public List<SseFrame> toolCompleted(AgentEvent.ToolCompleted event) {
        return progress.completed(event);
    }

    @Override
    public List<SseFrame> completed(RunEnded.RunCompleted event) {
        List<SseFrame> frames = new ArrayList<>(3);
        freeform.deltas().forEach(delta -> frames.addAll(delta(delta)));
        frames.add(chunk("{}", "", '"' + event.finish().wire() + '"'));
        if (includeUsage) {
            frames.add(usage(event.usage()));
        }
        frames.add(SseFrame.DONE);
        return frames;
    }

    @Override
    public List<SseFrame> failed(RunEnded.RunFailed event) {
        return broken(event.problem(), null);
    }

    @Override
    public List<SseFrame> cancelled(RunEnded.RunCancelled event) {
        return broken(event.problem(), null);
    }

    /** Sends no finish chunk: nothing must look like a complete answer. */
    @Override
    public List<SseFrame> broken(Problem problem, Instant at) {
        return List.of(SseFrame.data(ErrorMapper.envelope(problem)), SseFrame.DONE);
    }

    private SseFrame usage(Usage usage) {
        String members = object(json -> WireParts.usage(json, usage));
        return SseFrame.data(head + "]," + members.substring(1));
    }

    private List<SseFrame> delta(String delta) {
        return List.of(chunk(delta, "", UNFINISHED));
    }

    private SseFrame chunk(String delta, String logprobs, String finish) {
        return SseFrame.data(head + "{\"index\":0,\"delta\":" + delta + logprobs + ",\"finish_reason\":" + finish + '}' + tail);
    }

    private static String member(String name, String text) {
        return "{\"" + name + "\":" + Json.string(text) + '}';
    }

    private static String object(Consumer<JsonGenerator> members) {
        return Json.object(json -> {
            members.accept(json);
        });
    }
}
