package dev.talaria.config;

import static dev.talaria.config.ConfigKey.key;
import static dev.talaria.config.ConfigKey.optional;

import java.time.Duration;
import java.util.Optional;

/**
 * How conversations are kept within the model's context window.
 *
 * @param window       in tokens; 0 if it is to be learned from the model's refusals
 * @param summaryModel the upstream's name of the model that writes summaries; empty for the one that answers
 */
public record ContextConfig(boolean compaction, int window, Optional<String> summaryModel, Duration summaryTimeout) {
    static ContextConfig of(Settings settings) {
        return new ContextConfig(
                settings.value(key("context.compaction", ValueTypes.oneOf("auto", "off"), "auto",
                        "Whether the older turns of a conversation that is too long for the model are replaced by a summary, which a "
                                + "model writes.")).equals("auto"),
                settings.value(key("context.window", ValueTypes.count(0, 100_000_000), "0",
                        "The model's context window in tokens, with the answer; 0 learns it from the model's first refusal of a prompt "
                                + "that is too long.")),
                settings.find(optional("context.summary-model", ValueTypes.line(256),
                        "The upstream's name for the model that writes summaries; without it, the model that answers.")),
                settings.value(key("context.summary-timeout", ValueTypes.duration("100ms", "10m"), "30s",
                        "How long writing a summary may take; after that, the older turns are left out.")));
    }
}
