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

    /** Of counts in the order of the components; of those that are missing, 0. */
    public static Usage of(List<Long> counts) {
        long[] all = new long[5];
        for (int i = 0; counts != null && i < Math.min(all.length, counts.size()); i++) {
            all[i] = counts.get(i);
        }
        return new Usage(all[0], all[1], all[2], all[3], all[4]);
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
