package dev.talaria.boot;

import dev.talaria.heap.ReachedLimit;
import dev.talaria.memory.outbox.Backlogged;
import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows the state of the server's parts as metrics, from the same sources as {@code /health/detailed}. What only the database or the disk
 * knows is read for each reader of metrics; while it cannot be, those metrics have no value. Safe for many threads.
 */
final class ServerMeters {
    private static final int PACE_SECONDS = 60;
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final Core core;
    private final Sample<List<Backlogged.Count>> deliveries;
    private final Sample<Long> free;
    private final Clock clock;

    ServerMeters(Core core, OutboxState outbox, DiskState disk, Clock clock) {
        this.core = core;
        this.clock = clock;
        this.deliveries = new Sample<>(outbox::counts, core.pools().checks());
        this.free = new Sample<>(disk::free, core.pools().checks());
        observe(core.meters());
        // So that a disk that fills up is logged though nobody reads metrics.
        core.inner().timer().scheduleWithFixedDelay(free::ask, PACE_SECONDS, PACE_SECONDS, TimeUnit.SECONDS);
    }

    /** Returns the metrics as text. Waits for the database and the disk, but not for long. */
    String text() {
        refresh();
        return core.meters().text();
    }

    /** Returns the metrics as numbers, as {@link #text} does. */
    Map<String, Double> values() {
        refresh();
        return core.meters().values();
    }

    private void refresh() {
        long until = System.nanoTime() + DEADLINE.toNanos();
        deliveries.ask();
        free.ask();
        deliveries.await(until);
        free.await(until);
    }

    private void observe(Meters meters) {
        meters.observe(Metric.BUILD, () -> 1, Version.current());
        meters.observe(Metric.DRAINING, () -> core.runs().draining().isDraining() ? 1 : 0);
        meters.observe(Metric.OPEN_REPLIES, () -> core.transport().replies().open());
        limit(meters, core.transport().heap().reached(), core.transport().heap()::used);
        limit(meters, core.transport().streams().reached(), core.transport().streams()::open);
        meters.observe(Metric.TOOL_SERVERS_DOWN, () -> core.mcp().unavailable().size());
        meters.observe(Metric.OUTBOX_WAITING, () -> value(deliveries.last().map(OutboxState::waiting)));
        meters.observe(Metric.OUTBOX_PARKED, () -> value(deliveries.last().map(OutboxState::parked)));
        meters.observe(Metric.OUTBOX_OLDEST, () -> value(deliveries.last().map(counts -> OutboxState.oldest(counts, clock.instant())
                .toSeconds())));
        meters.observe(Metric.DISK_FREE, () -> value(free.last()));
        pools().forEach((name, pool) -> {
            if (pool instanceof ThreadPoolExecutor threads) {
                meters.observe(Metric.POOL_ACTIVE, threads::getActiveCount, name);
                meters.observe(Metric.POOL_QUEUED, () -> threads.getQueue().size(), name);
            }
        });
    }

    private Map<String, ExecutorService> pools() {
        Pools pools = core.pools();
        return Map.of("recall", pools.recall(), "memory", pools.memoryCalls(), "export", pools.exports(), "health", pools.checks(),
                "index", pools.indexing(), "read", pools.readers(), "request", pools.requests(), "callback", core.inner().callbacks());
    }

    private static void limit(Meters meters, ReachedLimit limit, LongSupplier used) {
        meters.observe(Metric.LIMIT, limit::most, limit.setting());
        meters.observe(Metric.LIMIT_USED, used::getAsLong, limit.setting());
        meters.observe(Metric.LIMIT_REFUSALS, limit::refusals, limit.setting());
    }

    private static double value(Optional<? extends Number> known) {
        return known.map(Number::doubleValue).orElse(Double.NaN);
    }
}
