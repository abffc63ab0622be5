package dev.talaria.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Limits the requests of each API key per minute on this node, by a bucket that refills evenly. Safe for many threads. */
public final class RateLimits {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_KEYS = 100_000;

    /** Identifies a bucket; a changed rate starts a new one. */
    private record Name(String tenant, String key, int perMinute) {
    }

    /**
     * The result of a request.
     *
     * @param retryAfter time until the next request is granted; zero if this one was
     * @param reset      time until the whole limit is available again
     */
    public record Taken(boolean granted, int limit, long remaining, Duration retryAfter, Duration reset) {
    }

    private final TimeMeter time;
    private final Cache<Name, Bucket> buckets;

    public RateLimits(Clock clock) {
        this.time = meter(clock);
        this.buckets = Caffeine.newBuilder().maximumSize(MAX_KEYS).executor(Runnable::run)
                .ticker(time::currentTimeNanos).expireAfterAccess(MINUTE.multipliedBy(2)).build();
    }

    /** Takes one request from the key's bucket; returns empty if the key has no limit. */
    public Optional<Taken> take(ApiKey key) {
        int perMinute = key.policy().requestsPerMinute();
        if (perMinute == 0) {
            return Optional.empty();
        }
        Bucket bucket = buckets.get(new Name(key.tenant().name(), key.name(), perMinute), name -> bucket(perMinute, time));
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return Optional.of(new Taken(probe.isConsumed(), perMinute, probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()), Duration.ofNanos(probe.getNanosToWaitForReset())));
    }

    static Bucket bucket(int perMinute, TimeMeter time) {
        return Bucket.builder().addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .withCustomTimePrecision(time).build();
    }

    static TimeMeter meter(Clock clock) {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }
}
