package dev.talaria.model;

import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.function.Supplier;

/** Receives the output of one model call. Implementations must return quickly and must not throw. */
public interface ModelSink {

    /** @param logprobs the {@code logprobs} object of this delta as JSON text; null if there is none */
    void text(String delta, String logprobs);

    /** @param form as {@link dev.talaria.message.Part.Reasoning#form()}, the same in all deltas of a reply */
    void reasoning(String delta, String form);

    /** Receives reasoning that is not sent back to the model. */
    default void reasoning(String delta) {
        reasoning(delta, null);
    }

    void refusal(String delta);

    /**
     * Receives opaque members of the message.
     *
     * @param members as the model wrote them; deltas add up by {@link dev.talaria.json.Deltas}
     */
    void extension(JsonObject members);

    /**
     * Receives a delta of a tool call.
     *
     * @param index      the call's position in this reply, from 0
     * @param id         in the first delta of a call, else null; the provider generates one if the model sent none
     * @param name       in the first delta of a call, else null
     * @param arguments  the next part of the arguments' JSON text; may be empty
     * @param extensions opaque members of this delta, as {@link dev.talaria.message.ToolCall#extensions()}; may be empty
     */
    void toolCall(int index, String id, String name, String arguments, JsonObject extensions);

    /** Receives a delta without opaque members. */
    default void toolCall(int index, String id, String name, String arguments) {
        toolCall(index, id, name, arguments, JsonValue.EMPTY_JSON_OBJECT);
    }

    /**
     * Groups several deltas that arrived at once, so that readers receive them in one write. A provider that never calls it costs its
     * readers one write for each delta.
     *
     * @param pieces passes the deltas to this sink, on the calling thread, and does nothing else
     * @return the value that {@code pieces} returned
     */
    default <T> T together(Supplier<T> pieces) {
        return pieces.get();
    }

    /**
     * Ends the call successfully.
     *
     * @param usage {@link Usage#NONE} if the model reported none
     */
    void completed(FinishReason finish, Usage usage);

    /** Ends the call with a failure. Deltas received before it stay valid: a stream that is cut off fails after its deltas. */
    void failed(Problem problem);
}
