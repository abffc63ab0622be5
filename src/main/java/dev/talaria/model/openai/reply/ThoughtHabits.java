package dev.talaria.model.openai.reply;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The ways in which the models of one upstream have been seen to write thoughts. Safe for many threads. */
public final class ThoughtHabits {
    private static final int MAX_MODELS = 64;

    private final Set<String> openInPrompt = ConcurrentHashMap.newKeySet();
    private volatile String form;

    /** Returns the form of the last reasoning that can be sent back; null before the first. */
    public String form() {
        return form;
    }

    void wroteIn(String aForm) {
        form = aForm;
    }

    /** Returns whether the model's template puts the opening tag into the prompt, so that its text starts within a thought. */
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
