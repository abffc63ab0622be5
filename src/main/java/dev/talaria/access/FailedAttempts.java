package dev.talaria.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.error.ErrorCode;
import dev.talaria.text.LogText;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Limits addresses that try one API key after another. A valid key is accepted however many attempts from its address have failed, because
 * many clients may share one address behind a NAT or a proxy. Attempts from an address over its limit are looked up at a cost that does not
 * grow with their number. Bounded; safe for many threads.
 */
public final class FailedAttempts {
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int MAX = 50_000;
    private static final int MAX_LINES_A_MINUTE = 20;
    private static final int MAX_ADDRESS = 64;
    private static final System.Logger LOG = System.getLogger(FailedAttempts.class.getName());

    private final int perMinute;
    private final TimeMeter time;
    private final Cache<String, Bucket> failures;
    private final Cache<String, Boolean> told;
    private final Bucket lines;

    /** @param perMinute number of failures that an address may have a minute; 0 for no limit */
    public FailedAttempts(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.time = RateLimits.meter(clock);
        this.lines = RateLimits.bucket(MAX_LINES_A_MINUTE, time);
        this.told = Caffeine.newBuilder().maximumSize(MAX).executor(Runnable::run).ticker(time::currentTimeNanos)
                .expireAfterAccess(REMEMBERED).build();
        this.failures = Caffeine.newBuilder().maximumSize(MAX).executor(Runnable::run).ticker(time::currentTimeNanos)
                .expireAfterAccess(REMEMBERED).build();
    }

    /**
     * Returns the key that the lookup finds.
     *
     * @param lookup may cost a query for each attempt
     * @param cheap  finds the same keys at a bounded cost; used instead once the address is over its limit
     * @throws dev.talaria.error.ApiException {@code rate_limit_exceeded} if no key was found and the address is over its limit
     */
    public Optional<ApiKey> check(String address, Supplier<Optional<ApiKey>> lookup, Supplier<Optional<ApiKey>> cheap) {
        if (perMinute == 0) {
            return lookup.get();
        }
        Bucket bucket = failures.getIfPresent(address);
        boolean over = bucket != null && bucket.getAvailableTokens() == 0;
        Optional<ApiKey> found = over ? cheap.get() : lookup.get();
        if (found.isEmpty()) {
            count(address);
        }
        return found;
    }

    private void count(String address) {
        Bucket bucket = failures.get(address, missing -> RateLimits.bucket(perMinute, time));
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            tell(address);
            throw ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many failed attempts from this address")
                    .withRetryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** Logs an address once, until it has had no failure for an hour. */
    private void tell(String address) {
        if (told.getIfPresent(address) == null && lines.tryConsume(1) && told.asMap().putIfAbsent(address, Boolean.TRUE) == null) {
            LOG.log(System.Logger.Level.WARNING, "More than " + perMinute + " invalid API keys in one minute from "
                    + LogText.plain(address, MAX_ADDRESS) + ": further invalid keys from this address are answered with 429 "
                    + "(talaria.limits.failed-keys), valid ones are accepted. Logged again only after an hour without failures.");
        }
    }
}
