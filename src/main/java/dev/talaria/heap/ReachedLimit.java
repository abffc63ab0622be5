package dev.talaria.heap;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tracks whether a limit causes refusals. Logs when that starts and when it ends, whatever the number of refusals. Safe for many threads.
 */
public final class ReachedLimit {
    private static final System.Logger LOG = System.getLogger(ReachedLimit.class.getName());
    private static final Duration SOON = Duration.ofSeconds(1);

    private final String setting;
    private final long most;
    private final AtomicBoolean reached = new AtomicBoolean();
    private final AtomicLong refusals = new AtomicLong();

    /** @param setting full name of the setting that defines the limit */
    ReachedLimit(String setting, long most) {
        this.setting = setting;
        this.most = most;
    }

    /** Counts a refusal and returns its error, a 503. */
    ApiException refusal(String message) {
        refusals.incrementAndGet();
        if (reached.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, "Requests are refused because the limit {0} is reached ({1}); a larger heap (-Xmx) "
                    + "raises it", setting, Long.toString(most));
        }
        return ErrorCode.OVERLOADED.because(message).withRetryAfter(SOON);
    }

    /** Updates the state; must be called when usage changes. */
    void at(long taken) {
        if (reached.get() && taken < most / 2 && reached.compareAndSet(true, false)) {
            LOG.log(System.Logger.Level.INFO, "Usage is below the limit {0} again; {1} requests have been refused since the start",
                    setting, Long.toString(refusals.get()));
        }
    }

    public boolean isReached() {
        return reached.get();
    }

    public String setting() {
        return setting;
    }

    /** Returns the number of refusals since the start. */
    public long refusals() {
        return refusals.get();
    }

    public long most() {
        return most;
    }
}
