package dev.talaria.memory;

import java.util.List;

/**
 * What a forgetting came to.
 *
 * @param items   how many messages there were
 * @param remains what could not be deleted or is not deleted yet, a sentence each; no recall finds it
 */
public record Forgotten(long items, List<String> remains) {
    public Forgotten {
        remains = List.copyOf(remains);
    }
}
