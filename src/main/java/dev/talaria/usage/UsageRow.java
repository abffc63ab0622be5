package dev.talaria.usage;

import dev.talaria.message.Usage;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Use of one kind in one day, or summed over what a query does not group by: those members are empty then.
 *
 * @param day    in UTC; null where days are summed
 * @param turns  turns that have ended, failed ones among them
 * @param millis the time that they took together
 * @param cost   in billionths of the currency
 */
public record UsageRow(String tenant, @Nullable LocalDate day, String apiKey, String user, String agent,
                       String model, long turns, long failed, Usage tokens, long millis, long cost) {
    public UsageRow {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(apiKey);
        Objects.requireNonNull(user);
        Objects.requireNonNull(agent);
        Objects.requireNonNull(model);
        Objects.requireNonNull(tokens);
    }
}
