package dev.talaria.memory;

import java.util.List;

/**
 * The result of forgetting.
 *
 * @param items   how many messages were forgotten
 * @param remains what could not be deleted or is not deleted yet, a sentence each; no recall finds it
 */
public record Forgotten(long items, List<String> remains) {
    public Forgotten {
        remains = List.copyOf(remains);
    }
}
