package dev.talaria.model.openai.reply;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How the models of one upstream write their thoughts, as far as they have shown it. Safe for many threads. */
public final class ThoughtHabits {
    private static final int MAX_MODELS = 64;

    private final Set<String> openInPrompt = ConcurrentHashMap.newKeySet();
    private volatile String form;

    /** The form of the last thought that can be sent back; null before the first. */
    public String form() {
        return form;
    }

    void wroteIn(String aForm) {
        form = aForm;
    }

    /** Whether the model's template has the opening tag in the prompt, so that its text begins within a thought. */
    boolean opensInPrompt(String model) {
        return openInPrompt.contains(model);
    }

    void learn(String model, boolean opens) {
        if (!opens) {
            openInPrompt.remove(model);
        } else if (openInPrompt.size() < MAX_MODELS) {
            openInPrompt.add(model);
        }
    }
}
