package dev.talaria.session;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Objects;

/** Generates session ids for clients that chose none: {@code api_}, the time in seconds, and 8 random hex digits. Safe for many threads. */
public final class SessionIds {
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public SessionIds(Clock clock) {
        this.clock = Objects.requireNonNull(clock);
    }

    public String next() {
        return "api_" + clock.instant().getEpochSecond() + '_' + HexFormat.of().toHexDigits(random.nextInt());
    }
}
