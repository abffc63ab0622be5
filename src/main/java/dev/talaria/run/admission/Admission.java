package dev.talaria.run.admission;

import dev.talaria.error.ErrorCode;
import dev.talaria.heap.StreamLimit;
import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import dev.talaria.scope.Caller;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** Admits runs, each with a {@link Ticket}. Safe for many threads; never blocks. */
public final class Admission {
    /** How many foreground runs may wait for a slot at once. */
    private static final int MAX_WAITING = 4_000;
    private static final String SLOTS = "talaria.runs.max-concurrent";

    /**
     * How many runs may execute at once, and how the others wait.
     *
     * @param running    how many turns execute at once; 0 for no cap
     * @param slotWait   how long a foreground run waits for a slot
     * @param queued     how many durable runs may wait for their session or a slot
     * @param queuedWait how long a durable run waits for a slot
     */
    public record Limits(int running, Duration slotWait, int queued, Duration queuedWait) {
        public Limits {
            Objects.requireNonNull(slotWait);
            Objects.requireNonNull(queuedWait);
        }
    }

    private final Limits limits;
    private final StreamLimit live;
    private final Slots slots;
    private final SessionTurns sessions = new SessionTurns();
    private final CallerRuns callers = new CallerRuns();
    private final AtomicInteger queued = new AtomicInteger();
    private final Ticket.WaitTimes waitTimes;

    /**
     * @param live  how many runs may be live at once, waiting ones included
     * @param timer ends waits
     */
    public Admission(Limits limits, StreamLimit live, ScheduledExecutorService timer) {
        this(limits, live, timer, Meters.NONE);
    }

    /** As {@link #Admission(Limits, StreamLimit, ScheduledExecutorService)}, with waits and slots counted. */
    public Admission(Limits limits, StreamLimit live, ScheduledExecutorService timer, Meters meters) {
        this.limits = Objects.requireNonNull(limits);
        this.live = Objects.requireNonNull(live);
        this.slots = new Slots(limits.running(), MAX_WAITING + limits.queued(), limits.slotWait(), timer);
        this.waitTimes = new Ticket.WaitTimes(meters.durations(Metric.RUN_WAITS, "session"), meters.durations(Metric.RUN_WAITS, "slot"));
        meters.observe(Metric.LIMIT, limits::running, SLOTS);
        meters.observe(Metric.LIMIT_USED, this::running, SLOTS);
    }

    /**
     * Admits a new run of this caller.
     *
     * @throws dev.talaria.error.ApiException {@code rate_limit_exceeded} if too many durable runs wait or the caller's API key has reached
     * its cap; {@code overloaded} if too many runs are live
     */
    public Ticket admit(Caller caller, boolean durable) {
        if (durable && queued.incrementAndGet() > limits.queued()) {
            queued.decrementAndGet();
            throw ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many queued runs (max " + limits.queued() + ")")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
        Runnable leaveLive = () -> { };
        try {
            leaveLive = live.enter();
            callers.enter(caller);
        } catch (RuntimeException | Error e) {
            leaveLive.run();
            queued.addAndGet(durable ? -1 : 0);
            throw e;
        }
        return ticket(caller, leaveLive, durable, durable);
    }

    /**
     * As {@link #admit}, for a durable run that was admitted before a restart: it is counted and never rejected.
     *
     * @param queued whether it has not started
     */
    public Ticket readmit(Caller caller, boolean queued) {
        this.queued.addAndGet(queued ? 1 : 0);
        callers.readmit(caller);
        return ticket(caller, live.readmit(), queued, true);
    }

    private Ticket ticket(Caller caller, Runnable leaveLive, boolean waits, boolean durable) {
        return new Ticket(waitTimes, sessions, () -> durable ? slots.claim(limits.queuedWait()) : slots.claim(),
                waits ? queued::decrementAndGet : () -> { }, () -> {
                    leaveLive.run();
                    callers.leave(caller);
                });
    }

    /** Returns how many turns execute. */
    public int running() {
        return slots.taken();
    }
}
