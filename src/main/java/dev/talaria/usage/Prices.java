package dev.talaria.usage;

import dev.talaria.message.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * What tokens cost, by the upstream's name of the model. Immutable.
 *
 * @param byModel a model without a price costs nothing
 */
public record Prices(Map<String, Price> byModel) {
    /** The cost is stored in billionths of the currency, and prices are for a million tokens. */
    private static final BigDecimal BILLIONTHS_A_TOKEN = BigDecimal.valueOf(1_000);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    /**
     * For a million tokens each.
     *
     * @param cached the part of the prompt that came from the model's cache
     */
    public record Price(BigDecimal prompt, BigDecimal completion, BigDecimal cached) {
        /**
         * Reads {@code prompt/completion}, or with the price of cached tokens {@code prompt/completion/cached}; without it they cost as
         * much as others.
         */
        public static Price parse(String text) {
            String[] parts = text.split("/");
            BigDecimal prompt = new BigDecimal(parts[0]);
            return new Price(prompt, new BigDecimal(parts[1]), parts.length > 2 ? new BigDecimal(parts[2]) : prompt);
        }
    }

    public Prices {
        byModel = Map.copyOf(byModel);
    }

    /** Returns the cost in billionths of the currency, rounded half up. */
    public long cost(String model, Usage used) {
        Price price = byModel.get(model);
        if (price == null) {
            return 0;
        }
        long cached = Math.min(used.cached(), used.prompt());
        BigDecimal sum = price.prompt().multiply(BigDecimal.valueOf(used.prompt() - cached))
                .add(price.cached().multiply(BigDecimal.valueOf(cached)))
                .add(price.completion().multiply(BigDecimal.valueOf(used.completion())));
        return sum.multiply(BILLIONTHS_A_TOKEN).setScale(0, RoundingMode.HALF_UP).min(MAX).longValueExact();
    }
}
