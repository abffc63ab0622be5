package dev.talaria.message;

import java.util.List;

/**
 * Tokens of one or several model calls.
 *
 * @param cached    how many of the prompt's came from the model's cache
 * @param reasoning how many of the completion's were thinking
 */
public record Usage(long prompt, long completion, long total, long cached, long reasoning) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public static Usage of(long prompt, long completion) {
        return new Usage(prompt, completion, sum(prompt, completion), 0, 0);
    }

    /** Of counts in the order of the components; {@link #NONE} where it has not all of them, or is null. */
    public static Usage of(List<Long> counts) {
        return counts == null || counts.size() < 5 ? NONE
                : new Usage(counts.get(0), counts.get(1), counts.get(2), counts.get(3), counts.get(4));
    }

    /** In the order of the components. */
    public List<Long> counts() {
        return List.of(prompt, completion, total, cached, reasoning);
    }

    /** The sums, none of them beyond {@link Long#MAX_VALUE}: models are known to tell any number. */
    public Usage plus(Usage other) {
        return new Usage(sum(prompt, other.prompt), sum(completion, other.completion), sum(total, other.total),
                sum(cached, other.cached), sum(reasoning, other.reasoning));
    }

    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}
