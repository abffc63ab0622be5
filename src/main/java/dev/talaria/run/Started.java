package dev.talaria.run;

import java.util.Objects;

/**
 * The run that answers a request.
 *
 * @param replayed whether an earlier request with the same idempotency key started it
 */
public record Started(Run run, boolean replayed) {
    public Started {
        Objects.requireNonNull(run);
    }
}
