package dev.talaria.memory.outbox;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * How a destination takes what is delivered to it.
 *
 * @param why   null while it is {@link State#WORKING}
 * @param since when this state began, as far as this server knows
 */
public record DestinationStatus(State state, String why, Instant since) {
    public enum State {
        WORKING,
        /** Attempts fail one after the other; there is one at a time, ever more seldom. */
        FAILING,
        /** Nothing at all is taken; there is a probe from time to time. */
        HALTED;

        /** As shown to operators, e.g. {@code halted}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public DestinationStatus {
        Objects.requireNonNull(state);
        Objects.requireNonNull(since);
    }
}
