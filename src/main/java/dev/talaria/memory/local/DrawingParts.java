package dev.talaria.memory.local;

import dev.talaria.config.FactsConfig;
import dev.talaria.memory.CompletionModel;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.memory.outbox.OutboxParts;
import java.util.Objects;

/**
 * What the built-in memory needs to draw facts and summaries.
 *
 * @param model  closed by the memory
 * @param outbox the creator closes it after the memory
 * @param bounds of the outbox; idle sessions are looked for as often as deliveries that other servers left
 */
public record DrawingParts(FactsConfig.Background config, CompletionModel model, OutboxParts outbox, Outbox.Bounds bounds) {
    public DrawingParts {
        Objects.requireNonNull(config);
        Objects.requireNonNull(model);
        Objects.requireNonNull(outbox);
        Objects.requireNonNull(bounds);
    }
}
