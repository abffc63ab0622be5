package dev.talaria.testing;

import dev.talaria.error.ErrorCode;
import dev.talaria.memory.Embedder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Knows a few words by their subject; texts without one of them are like nothing else. It can be out of order, and can refuse. */
public final class WordEmbedder implements Embedder {
    public static final String REFUSED = "unspeakable";
    private static final int PATIENCE_SECONDS = 20;
    private static final Map<String, Integer> SUBJECTS = Map.of("parrot", 0, "bird", 0, "budgie", 0, "boat", 1, "ship", 1, "sail", 1,
            "bread", 2, "loaf", 2);

    private final String model;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Semaphore calls = new Semaphore(0);
    private volatile boolean broken;

    public WordEmbedder(String model) {
        this.model = model;
    }

    /** All texts so far, those of queries included. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    public void broken(boolean now) {
        broken = now;
    }

    /** Waits for one more call than was waited for before. */
    public void awaitCall() throws InterruptedException {
        if (!calls.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing was embedded");
        }
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public int dimension() {
        return 4;
    }

    @Override
    public int batch() {
        return 3;
    }

    @Override
    public List<float[]> embed(List<String> texts, Duration deadline) {
        seen.addAll(texts);
        calls.release();
        if (broken) {
            throw ErrorCode.UPSTREAM_ERROR.because("out of order");
        }
        if (texts.stream().anyMatch(text -> text.contains(REFUSED))) {
            throw ErrorCode.CONTEXT_LENGTH_EXCEEDED.because("refused");
        }
        return texts.stream().map(WordEmbedder::vector).toList();
    }

    private static float[] vector(String text) {
        float[] vector = {0, 0, 0, 0.1f};
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
            Integer subject = SUBJECTS.get(word);
            if (subject != null) {
                vector[subject] = 1;
            }
        }
        return vector;
    }

    @Override
    public String description() {
        return model;
    }

    @Override
    public void close() {
    }
}
