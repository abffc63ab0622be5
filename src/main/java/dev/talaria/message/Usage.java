package dev.talaria.message;

import java.util.List;

/**
 * Token counts of one or more model calls.
 *
 * @param cached    the part of the prompt's tokens that came from the model's cache
 * @param reasoning the part of the completion's tokens that were reasoning
 */
public record Usage(long prompt, long completion, long total, long cached, long reasoning) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public static Usage of(long prompt, long completion) {
        return new Usage(prompt, completion, sum(prompt, completion), 0, 0);
    }

    /** Creates it from counts in the order of the components; {@link #NONE} if the list is null or too short. */
    public static Usage of(List<Long> counts) {
        return counts == null || counts.size() < 5 ? NONE
                : new Usage(counts.get(0), counts.get(1), counts.get(2), counts.get(3), counts.get(4));
    }

    /** Returns the counts in the order of the components. */
    public List<Long> counts() {
        return List.of(prompt, completion, total, cached, reasoning);
    }

    /** Returns the sums, each at most {@link Long#MAX_VALUE}, because some models report absurd numbers. */
    public Usage plus(Usage other) {
        return new Usage(sum(prompt, other.prompt), sum(completion, other.completion), sum(total, other.total),
                sum(cached, other.cached), sum(reasoning, other.reasoning));
    }

    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}
