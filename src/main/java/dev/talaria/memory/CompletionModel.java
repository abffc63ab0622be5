package dev.talaria.memory;

import java.util.Objects;

/** A language model that answers one prompt, for work in the background. Safe for many threads. */
public interface CompletionModel extends AutoCloseable {
    /**
     * An answer.
     *
     * @param tokens what prompt and answer have taken; an estimate if the model does not tell
     */
    record Completion(String text, long tokens) {
        public Completion {
            Objects.requireNonNull(text);
        }
    }

    /**
     * Asks the model; blocks until it has answered, within the model's own deadline.
     *
     * @throws dev.talaria.error.ApiException an upstream error; {@code upstream_auth} or {@code upstream_model_not_found} where no request
     * would be answered, {@code upstream_refused} or {@code context_length_exceeded} where a retry of this one is useless
     */
    Completion complete(String system, String prompt);

    /** Returns its name for logs and health; no secrets. */
    String description();

    /** Ends running calls, which fail. */
    @Override
    void close();
}
