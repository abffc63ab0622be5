package dev.talaria.boot;

import dev.talaria.event.Cancellation;
import dev.talaria.run.RunRegistry;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The way out of service: no new requests from its beginning on, and what still runs after the grace time is cancelled.
 * A container takes an application's paths away before it says that it stops, so operators begin this first. Safe for many threads.
 */
final class Draining implements ServerMBean {
    private static final System.Logger LOG = System.getLogger(Draining.class.getName());

    private final RunRegistry runs;
    private final Duration grace;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean begun = new AtomicBoolean();

    Draining(RunRegistry runs, Duration grace, ScheduledExecutorService timer) {
        this.runs = runs;
        this.grace = grace;
        this.timer = timer;
    }

    @Override
    public void drain() {
        if (begun.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.INFO, "Draining: " + runs.size() + " runs have " + grace.toSeconds() + " s to end");
            timer.schedule(() -> runs.cancelAll(Cancellation.Reason.SHUTDOWN), grace.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public boolean isDraining() {
        return begun.get();
    }

    @Override
    public int getActiveRuns() {
        return runs.size();
    }
}
