package dev.talaria.heap;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Whether a limit keeps requests away now. The log tells when that begins and when it is over, whatever the number of refusals. */
public final class ReachedLimit {
    private static final System.Logger LOG = System.getLogger(ReachedLimit.class.getName());
    private static final Duration SOON = Duration.ofSeconds(1);

    private final String setting;
    private final long most;
    private final AtomicBoolean reached = new AtomicBoolean();
    private final AtomicLong refusals = new AtomicLong();

    /** @param setting whose limit it is, in full */
    ReachedLimit(String setting, long most) {
        this.setting = setting;
        this.most = most;
    }

    /** Returns the 503 for one request more. */
    ApiException refusal(String message) {
        refusals.incrementAndGet();
        if (reached.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, "Requests are refused for want of memory: {0} is reached ({1}); a larger heap (-Xmx) "
                    + "raises it", setting, Long.toString(most));
        }
        return ErrorCode.OVERLOADED.because(message).withRetryAfter(SOON);
    }

    /** To be called now and then with how much of it is taken. */
    void at(long taken) {
        if (reached.get() && taken < most / 2 && reached.compareAndSet(true, false)) {
            LOG.log(System.Logger.Level.INFO, "{0} leaves room again; {1} requests were refused since the start", setting,
                    Long.toString(refusals.get()));
        }
    }

    public boolean isReached() {
        return reached.get();
    }

    public String setting() {
        return setting;
    }

    /** How many requests it has refused since the start. */
    public long refusals() {
        return refusals.get();
    }

    public long most() {
        return most;
    }
}
