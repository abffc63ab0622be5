package dev.talaria.model.openai;

import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelSink;
import dev.talaria.model.UpstreamFaults;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.stream.Collectors;

/**
 * Reads the JSON of one reply, in chunks or whole, into the sink's deltas and remembers what its end will say.
 * Unknown members and choices beyond the first are ignored. For one thread at a time.
 */
final class ReplyReader {
    private final ModelSink sink;
    private final UpstreamFaults faults;
    private final ToolCallPieces toolCalls;
    private FinishReason finish;
    private Usage usage = Usage.NONE;
    private boolean said;

    ReplyReader(ModelSink sink, UpstreamFaults faults) {
        this.sink = sink;
        this.faults = faults;
        toolCalls = new ToolCallPieces(sink);
    }

    boolean isFinished() {
        return finish != null;
    }

    /** Whether the model said anything at all. */
    boolean hasSaid() {
        return said;
    }

    /** Tells the sink the end, with {@link FinishReason#STOP} where the upstream gave no reason. */
    void complete() {
        FinishReason reason = finish == null ? FinishReason.STOP : finish;
        sink.completed(reason == FinishReason.STOP && toolCalls.any() ? FinishReason.TOOL_CALLS : reason, usage);
    }

    /** @throws dev.talaria.error.ApiException where it reports an error */
    void chunk(JsonObject chunk) {
        read(chunk, "delta");
    }

    /** As {@link #chunk}; false where it is no chat completion. */
    boolean whole(JsonObject reply) {
        read(reply, "message");
        return firstChoice(reply) != null;
    }

    private void read(JsonObject object, String messageName) {
        JsonValue error = object.get("error");
        if (error != null && error != JsonValue.NULL) {
            throw faults.ofError(error).asException();
        }
        if (object.get("usage") instanceof JsonObject tokens) {
            usage = usage(tokens);
        }
        JsonObject choice = firstChoice(object);
        if (choice != null) {
            if (choice.get(messageName) instanceof JsonObject message) {
                message(message, choice, messageName.equals("message"));
            }
            if (choice.get("finish_reason") instanceof JsonString reason && !reason.getString().isEmpty()) {
                finish = FinishReason.of(reason.getString());
            }
        }
    }

    private static JsonObject firstChoice(JsonObject object) {
        if (object.get("choices") instanceof JsonArray choices) {
            for (JsonValue choice : choices) {
                if (choice instanceof JsonObject found && (!(found.get("index") instanceof JsonNumber n) || n.intValue() == 0)) {
                    return found;
                }
            }
        }
        return null;
    }

    private void message(JsonObject message, JsonObject choice, boolean whole) {
        String thought = text(message.get("reasoning_content"));
        thought = thought.isEmpty() ? text(message.get("reasoning")) : thought;
        if (!thought.isEmpty()) {
            said = true;
            sink.reasoning(thought);
        }
        String text = text(message.get("content"));
        if (!text.isEmpty()) {
            said = true;
            sink.text(text, choice.get("logprobs") instanceof JsonObject logprobs ? logprobs.toString() : null);
        }
        String refusal = text(message.get("refusal"));
        if (!refusal.isEmpty()) {
            said = true;
            sink.refusal(refusal);
        }
        if (message.get("tool_calls") instanceof JsonArray calls && !calls.isEmpty()) {
            said = true;
            toolCalls.take(calls, whole);
        }
    }

    /** A string, or the text parts of an array; empty for anything else. */
    private static String text(JsonValue value) {
        if (value instanceof JsonString string) {
            return string.getString();
        }
        if (value instanceof JsonArray parts) {
            return parts.stream().filter(JsonObject.class::isInstance).map(part -> text(part.asJsonObject().get("text")))
                    .collect(Collectors.joining());
        }
        return "";
    }

    private static Usage usage(JsonObject tokens) {
        long prompt = count(tokens, "prompt_tokens");
        long completion = count(tokens, "completion_tokens");
        long total = tokens.containsKey("total_tokens") ? count(tokens, "total_tokens") : prompt + completion;
        return new Usage(prompt, completion, total, count(object(tokens, "prompt_tokens_details"), "cached_tokens"),
                count(object(tokens, "completion_tokens_details"), "reasoning_tokens"));
    }

    private static JsonObject object(JsonObject parent, String name) {
        return parent.get(name) instanceof JsonObject child ? child : JsonValue.EMPTY_JSON_OBJECT;
    }

    private static long count(JsonObject object, String name) {
        return object.get(name) instanceof JsonNumber number ? Math.max(0, number.longValue()) : 0;
    }
}
