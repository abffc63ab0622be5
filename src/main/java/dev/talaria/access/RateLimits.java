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

/** How many requests each API key may make a minute, on this node: a bucket that fills evenly. Safe for many threads. */
public final class RateLimits {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_KEYS = 100_000;

    /** A change of the rate begins a new bucket. */
    private record Name(String tenant, String key, int perMinute) {
    }

    /**
     * @param retryAfter until the next request is granted; zero for one that was
     * @param reset      until the whole limit is there again
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

    /** Takes one request from what the key may; empty where it may as many as it likes. */
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
