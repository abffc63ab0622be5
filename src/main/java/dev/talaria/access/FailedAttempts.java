package dev.talaria.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Sha256;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Slows down who tries one API key after another: an address that was refused too often is refused for a while without a look at
 * what it presents, except for what was accepted from there before, so that one broken client does not lock out its neighbours.
 * Bounded; safe for many threads.
 */
public final class FailedAttempts {
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int MOST = 50_000;

    private record Accepted(String address, String hash) {
    }

    private final int perMinute;
    private final TimeMeter time;
    private final Cache<String, Bucket> failures;
    private final Cache<Accepted, Boolean> accepted;

    /** @param perMinute how many failures an address has free; 0 for no bound */
    public FailedAttempts(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.time = RateLimits.meter(clock);
        this.failures = bounded();
        this.accepted = bounded();
    }

    /**
     * The key that the check finds, unless the address has used up its failures.
     *
     * @param presented null where nothing was presented
     * @throws dev.talaria.error.ApiException {@code rate_limit_exceeded} in place of the check
     */
    public Optional<ApiKey> check(String address, String presented, Supplier<Optional<ApiKey>> check) {
        if (perMinute == 0) {
            return check.get();
        }
        Accepted known = new Accepted(address, presented == null ? "" : Sha256.hex(presented));
        Bucket bucket = failures.getIfPresent(address);
        if (bucket != null && accepted.getIfPresent(known) == null) {
            EstimationProbe left = bucket.estimateAbilityToConsume(1);
            if (!left.canBeConsumed()) {
                throw ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many failed attempts from this address")
                        .withRetryAfter(Duration.ofNanos(left.getNanosToWaitForRefill()));
            }
        }
        Optional<ApiKey> found = check.get();
        if (found.isPresent()) {
            accepted.put(known, true);
        } else {
            failures.get(address, missing -> RateLimits.bucket(perMinute, time)).tryConsume(1);
        }
        return found;
    }

    private <K, V> Cache<K, V> bounded() {
        return Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).ticker(time::currentTimeNanos)
                .expireAfterAccess(REMEMBERED).build();
    }
}
