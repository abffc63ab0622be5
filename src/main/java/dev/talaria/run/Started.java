package dev.talaria.run;

import java.util.Objects;

/**
 * A run that answers a turn.
 *
 * @param replayed it was started for an earlier request with the same idempotency key
 */
public record Started(Run run, boolean replayed) {
    public Started {
        Objects.requireNonNull(run);
    }
}
