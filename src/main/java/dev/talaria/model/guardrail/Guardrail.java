package dev.talaria.model.guardrail;

import dev.talaria.message.Message;
import java.util.List;

/**
 * Sees every call of a model, those for summaries included: first the prompt, then the reply. Called on many threads at the same time; must
 * return quickly and must not block.
 */
public interface Guardrail extends AutoCloseable {

    /**
     * Returns the prompt that the model is to get, the same list if nothing changes. What is stored and remembered stays as it was said.
     *
     * @param prompt system message first, then history, tool results and input
     * @throws GuardrailRefusal if the model is not to be called; any other exception fails the call too
     */
    default List<Message> prompt(List<Message> prompt) {
        return prompt;
    }

    /** Returns a filter for the text of one reply; another one is asked for its reasoning and its refusal. */
    default ReplyFilter reply() {
        return ReplyFilter.NOTHING;
    }

    @Override
    default void close() {
        // Most have nothing to release.
    }
}
