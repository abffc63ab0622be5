package dev.talaria.boot;

import dev.talaria.api.admin.DrainEndpoint;
import dev.talaria.event.Cancellation;
import dev.talaria.run.RunRegistry;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Draining: no new requests from its start on, and runs that are still active after the grace time are cancelled. It can be reverted,
 * without any effect before the grace time is over. A container removes an application's paths before it reports that it stops, so
 * operators start this first. Safe for many threads.
 */
final class Draining implements DrainEndpoint.Service {
    private static final System.Logger LOG = System.getLogger(Draining.class.getName());

    private final RunRegistry runs;
    private final Duration grace;
    private final ScheduledExecutorService timer;
    /** Null while the server is in service. */
    private volatile ScheduledFuture<?> end;

    Draining(RunRegistry runs, Duration grace, ScheduledExecutorService timer) {
        this.runs = runs;
        this.grace = grace;
        this.timer = timer;
    }

    @Override
    public synchronized void drain() {
        if (end == null) {
            LOG.log(System.Logger.Level.INFO, "Draining: " + runs.size() + " runs have " + grace.toSeconds() + " s to finish");
            end = timer.schedule(() -> runs.cancelAll(Cancellation.Reason.SHUTDOWN), grace.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void resume() {
        if (end != null) {
            end.cancel(false);
            end = null;
            LOG.log(System.Logger.Level.INFO, "Draining was cancelled: the server accepts requests again");
        }
    }

    @Override
    public boolean isDraining() {
        return end != null;
    }

    @Override
    public int activeRuns() {
        return runs.size();
    }
}
