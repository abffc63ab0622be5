package dev.talaria.memory.embedding;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.Embedder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A LangChain4j embedding model that runs in this process. Its classes are in the WAR only if it is built with the profile
 * {@code embedding}. Texts are embedded one by one on the caller's thread: in a batch they would be padded, which shifts their vectors.
 */
public final class ModelInProcess implements Embedder {
    private static final int AT_ONCE = 16;

    private final EmbeddingModel model;

    public ModelInProcess(EmbeddingModel model) {
        this.model = Objects.requireNonNull(model);
    }

    @Override
    public String model() {
        return "local/" + model.getClass().getSimpleName();
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public int batch() {
        return AT_ONCE;
    }

    /** The model cannot be interrupted, so the deadline is checked between two texts. */
    @Override
    public List<float[]> embed(List<String> texts, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        List<float[]> vectors = new ArrayList<>(texts.size());
        for (String text : texts) {
            if (!vectors.isEmpty() && System.nanoTime() - end > 0) {
                throw ErrorCode.UPSTREAM_TIMEOUT.because("The embedding model is too slow");
            }
            vectors.add(model.embed(text).content().vector());
        }
        return vectors;
    }

    @Override
    public String description() {
        return model.getClass().getSimpleName() + " in this process";
    }

    /** The model needs no closing. */
    @Override
    public void close() {
    }
}
