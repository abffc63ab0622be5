package dev.talaria.message;

/**
 * Tokens of one or several model calls.
 *
 * @param cached    how many of the prompt's came from the model's cache
 * @param reasoning how many of the completion's were thinking
 */
public record Usage(long prompt, long completion, long total, long cached, long reasoning) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public static Usage of(long prompt, long completion) {
        return new Usage(prompt, completion, prompt + completion, 0, 0);
    }

    public Usage plus(Usage other) {
        return new Usage(prompt + other.prompt, completion + other.completion, total + other.total,
                cached + other.cached, reasoning + other.reasoning);
    }
}
