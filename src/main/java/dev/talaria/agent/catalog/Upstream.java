package dev.talaria.agent.catalog;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.model.ModelProvider;
import dev.talaria.resilience.CircuitBreaker;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A connected upstream: its client, its circuit breaker, and when it last answered. Safe for many threads. */
public final class Upstream {
    private static final System.Logger LOG = System.getLogger(Upstream.class.getName());

    private final UpstreamSettings settings;
    private final ModelProvider provider;
    private final CircuitBreaker breaker;
    private final Clock clock;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Instant answered;
    @GuardedBy("this")
    private int holders = 1;

    public Upstream(UpstreamSettings settings, ModelProvider provider, Clock clock) {
        this.settings = Objects.requireNonNull(settings);
        this.provider = Objects.requireNonNull(provider);
        this.clock = Objects.requireNonNull(clock);
        String name = "The upstream " + settings.name();
        breaker = new CircuitBreaker(new CircuitBreaker.Announcement(LOG, name + " fails; for a while it is called only where no other "
                + "can be", name + " answers again"), settings.breaker().failures(), settings.breaker().pauses());
    }

    public String name() {
        return settings.name();
    }

    public UpstreamSettings settings() {
        return settings;
    }

    public ModelProvider provider() {
        return provider;
    }

    /** Returns whether its circuit breaker permits a call now, whose result must then be reported. */
    public boolean mayCall() {
        return breaker.tryAcquire();
    }

    public CircuitBreaker.State state() {
        return breaker.state();
    }

    /** Returns when it last answered a call completely; empty if it has not since the start. */
    public Optional<Instant> answered() {
        return Optional.ofNullable(answered);
    }

    /** Reports a complete answer. */
    public void succeeded() {
        answered = clock.instant();
        breaker.succeeded();
    }

    /** Reports a failed call. One that the request caused, such as a refused prompt, shows that the upstream is well. */
    public void failed(Problem problem) {
        if (isUnavailable(problem)) {
            breaker.failed(problem.code().code() + ": " + problem.message());
        } else if (problem.code() == ErrorCode.UPSTREAM_REFUSED || problem.code() == ErrorCode.CONTEXT_LENGTH_EXCEEDED) {
            breaker.succeeded();
        }
    }

    /**
     * Returns whether a failure says that the upstream cannot serve now, so that another one may: it refuses connections, breaks off,
     * fails with 5xx, limits the rate or is too slow. A refused request, prompt or key is the same everywhere or the operator's to fix.
     */
    public static boolean isUnavailable(Problem problem) {
        return switch (problem.code()) {
            case UPSTREAM_ERROR, UPSTREAM_TIMEOUT, UPSTREAM_RATE_LIMITED -> true;
            default -> false;
        };
    }

    /** Keeps it open for one more catalog. */
    synchronized void hold() {
        holders++;
    }

    /** Closes it after the last catalog. */
    void release() {
        boolean last;
        synchronized (this) {
            holders--;
            last = holders == 0;
        }
        if (last) {
            close();
        }
    }

    public boolean isClosed() {
        return closed.get();
    }

    /** Ends its calls, whoever still holds it. */
    public void close() {
        if (!closed.getAndSet(true)) {
            provider.close();
        }
    }
}
