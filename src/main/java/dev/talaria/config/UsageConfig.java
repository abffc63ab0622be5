package dev.talaria.config;

import static dev.talaria.config.ConfigKey.key;
import static dev.talaria.config.ConfigKey.optional;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The audit trail, use, prices and budgets.
 *
 * @param auditRetention zero for no limit, as the other retention
 * @param prices         by the upstream's name of the model, each as {@code prompt/completion} or {@code prompt/completion/cached}
 * @param keyBudgets     such as {@code hard:10.50cost/month}, as the other budgets
 */
public record UsageConfig(Duration auditRetention, Duration usageRetention, Map<String, String> prices, String currency,
                          List<String> keyBudgets, List<String> userBudgets) {
    public UsageConfig {
        prices = Map.copyOf(prices);
        keyBudgets = List.copyOf(keyBudgets);
        userBudgets = List.copyOf(userBudgets);
    }

    static UsageConfig of(Settings settings) {
        return new UsageConfig(
                settings.value(key("retention.audit", ValueTypes.duration("0s", "36500d"), "400d",
                        "How long the audit trail is kept; 0 for no limit.")),
                settings.value(key("retention.usage", ValueTypes.duration("0s", "36500d"), "800d",
                        "How long the use of each day is kept; 0 for no limit. At least the period of each budget.")),
                settings.find(optional("prices", ValueTypes.prices(),
                        "Prices for a million tokens of the prompt and of the answer, and of the cached part of the prompt, by the "
                                + "upstream's name of the model.")).orElse(Map.of()),
                settings.value(key("prices.currency", ValueTypes.line(16), "USD", "The currency of the prices, for reports.")),
                settings.find(optional("budgets.key", ValueTypes.budgets(),
                        "What each API key may use in a day or month (UTC): at a hard budget further turns are refused, a soft one is "
                                + "noted."))
                        .orElse(List.of()),
                settings.find(optional("budgets.user", ValueTypes.budgets(), "What each user of a tenant may use, likewise."))
                        .orElse(List.of()));
    }
}
