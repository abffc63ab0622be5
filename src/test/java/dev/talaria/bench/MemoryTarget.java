package dev.talaria.bench;

import java.util.List;
import java.util.Optional;

/** A memory as a benchmark sees it, whichever way it is reached. */
interface MemoryTarget extends AutoCloseable {

    /**
     * What a model is told for a question.
     *
     * @param block with its marks
     * @param ids   of the messages that it quotes
     */
    record Told(String block, List<String> ids) {
    }

    /** Makes all messages of one conversation searchable under a scope of their own, in order. */
    void remember(String scope, List<Conversation.Spoken> messages);

    /** Waits until everything in a scope can be compared by its meaning, where that is done. */
    void settle(String scope);

    /** Returns the ids of the messages found, best first. */
    List<String> search(String scope, String text, int limit);

    /** Returns what a model is told for a question; empty where that cannot be seen. */
    Optional<Told> told(String scope, String question, List<String> before, int tokens);

    @Override
    void close();
}
