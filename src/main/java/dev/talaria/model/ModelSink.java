package dev.talaria.model;

import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.function.Supplier;

/** Where one model call puts what it gets; implementations must be quick and must not throw. */
public interface ModelSink {

    /** @param logprobs the {@code logprobs} object of this piece as JSON text; null where there is none */
    void text(String delta, String logprobs);

    /** @param form as {@link dev.talaria.message.Part.Reasoning#form()}, the same in all pieces of a reply */
    void reasoning(String delta, String form);

    /** A thought that is not sent back. */
    default void reasoning(String delta) {
        reasoning(delta, null);
    }

    void refusal(String delta);

    /**
     * Opaque members of this piece of the message.
     *
     * @param members as the model wrote them; the pieces add up by {@link dev.talaria.json.Deltas}
     */
    void extension(JsonObject members);

    /**
     * @param index      the call's place in this reply, from 0
     * @param id         in the first piece of a call, else null (a provider makes one up where the model gave none)
     * @param name       as id
     * @param arguments  the new part of the arguments' JSON text, perhaps empty
     * @param extensions opaque members of this piece, as {@link dev.talaria.message.ToolCall#extensions()}; empty for none
     */
    void toolCall(int index, String id, String name, String arguments, JsonObject extensions);

    /** A piece without opaque members. */
    default void toolCall(int index, String id, String name, String arguments) {
        toolCall(index, id, name, arguments, JsonValue.EMPTY_JSON_OBJECT);
    }

    /**
     * Takes several pieces that came at once, so that readers are shown them in one go, when all are there. A provider that never calls
     * it costs its readers one write for each piece.
     *
     * @param pieces tells them to this sink, on the calling thread, and nothing else; what it returns is returned
     */
    default <T> T together(Supplier<T> pieces) {
        return pieces.get();
    }

    /** @param usage {@link Usage#NONE} where the model told none */
    void completed(FinishReason finish, Usage usage);

    /** What came before stays said: a cut stream fails after its deltas. */
    void failed(Problem problem);
}
