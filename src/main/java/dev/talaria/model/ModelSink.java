package dev.talaria.model;

import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;

/** Where one model call puts what it gets; implementations must be quick and must not throw. */
public interface ModelSink {

    /** @param logprobs the {@code logprobs} object of this piece as JSON text; null where there is none */
    void text(String delta, String logprobs);

    void reasoning(String delta);

    void refusal(String delta);

    /**
     * @param index     the call's place in this reply, from 0
     * @param id        in the first piece of a call, else null (a provider makes one up where the model gave none)
     * @param name      as id
     * @param arguments the new part of the arguments' JSON text, perhaps empty
     */
    void toolCall(int index, String id, String name, String arguments);

    /** @param usage {@link Usage#NONE} where the model told none */
    void completed(FinishReason finish, Usage usage);

    /** What came before stays said: a cut stream fails after its deltas. */
    void failed(Problem problem);
}
