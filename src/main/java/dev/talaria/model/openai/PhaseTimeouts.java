package dev.talaria.model.openai;

import dev.talaria.config.TalariaConfig;
import java.time.Duration;
import java.util.Optional;

/** Measures how long a call has waited in its current phase. Safe for many threads; a reader may see the previous phase for a moment. */
final class PhaseTimeouts {
    /** The phases of a call. */
    enum Wait {
        CONNECTION("The upstream did not accept a connection within %s ms"),
        FIRST_BYTE("The upstream did not begin to answer within %s ms"),
        NEXT_BYTE("The upstream's answer stalled for %s ms"),
        END_OF_BODY("The upstream did not finish its answer within %s ms");

        private final String text;

        Wait(String text) {
            this.text = text;
        }
    }

    private static final Duration END_OF_BODY = Duration.ofSeconds(2);

    private final TalariaConfig.Model limits;
    private volatile long since;
    private volatile Wait wait;

    PhaseTimeouts(TalariaConfig.Model limits) {
        this.limits = limits;
        await(Wait.CONNECTION);
    }

    void await(Wait next) {
        since = System.nanoTime();
        wait = next;
    }

    /** Returns a message if the current phase has exceeded its timeout, else empty. */
    Optional<String> exhausted() {
        Duration limit = limit();
        return System.nanoTime() - since > limit.toNanos() ? Optional.of(wait.text.formatted(limit.toMillis())) : Optional.empty();
    }

    private Duration limit() {
        return switch (wait) {
            case CONNECTION -> limits.connectTimeout();
            case FIRST_BYTE -> limits.firstByteTimeout();
            case NEXT_BYTE -> limits.idleTimeout();
            case END_OF_BODY -> END_OF_BODY;
        };
    }
}
