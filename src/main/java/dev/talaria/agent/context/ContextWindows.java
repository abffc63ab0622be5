package dev.talaria.agent.context;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The context windows of models: the configured one, and what models have said when a prompt was too long. What is learned is kept until
 * the server stops. Safe for many threads.
 */
public final class ContextWindows {
    private static final int MAX_MODELS = 1_000;
    private static final int SMALLEST = 256;
    private static final double MARGIN = 1.1;
    private static final double MAX_FACTOR = 4;
    /** The share of a refused prompt that is assumed to fit if the model has not said what does. */
    private static final double ASSUMED = 0.75;

    private final int configured;
    private final Map<String, Window> learned = new ConcurrentHashMap<>();

    /**
     * A model's window.
     *
     * @param tokens input and output together
     * @param factor by which estimates are multiplied, because the model counts more tokens than {@link TokenEstimate} does; at least 1
     */
    public record Window(int tokens, double factor) {
        /** Returns what an estimate means for this model. */
        int counted(int estimate) {
            return (int) Math.min(Integer.MAX_VALUE, Math.ceil(estimate * factor));
        }

        /** Returns the estimate of a prompt that has this many of the model's tokens. */
        int estimated(int tokens) {
            return (int) Math.max(0, Math.floor(tokens / factor));
        }
    }

    /** @param configured the window of every model in tokens; 0 if it is to be learned */
    public ContextWindows(int configured) {
        this.configured = configured;
    }

    /** Returns a model's window; empty if nothing is known of it. */
    public Optional<Window> of(String model) {
        Window window = learned.get(model);
        return window != null ? Optional.of(window) : configured > 0 ? Optional.of(new Window(configured, 1)) : Optional.empty();
    }

    /**
     * Learns from a refusal.
     *
     * @param words    the model's
     * @param estimate of the refused prompt, by {@link TokenEstimate}
     */
    void refused(String model, String words, int estimate) {
        if (learned.size() >= MAX_MODELS && !learned.containsKey(model)) {
            return;
        }
        learned.compute(model, (name, before) -> smaller(before == null && configured > 0 ? new Window(configured, 1) : before,
                WindowWording.tokens(words).orElse(0), estimate));
    }

    private static Window smaller(Window before, int said, int estimate) {
        int assumed = Math.max(SMALLEST, (int) (estimate * ASSUMED));
        int tokens = before == null ? said > 0 ? said : assumed : said > 0 ? Math.min(said, before.tokens()) : before.tokens();
        double factor = before == null ? 1 : before.factor();
        boolean seemedToFit = estimate > 0 && estimate * factor <= tokens;
        return new Window(tokens, seemedToFit ? Math.min(MAX_FACTOR, MARGIN * tokens / estimate) : factor);
    }
}
