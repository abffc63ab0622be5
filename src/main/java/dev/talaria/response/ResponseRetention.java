package dev.talaria.response;

import dev.talaria.scope.SessionRef;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Deletes responses that are past their time, in slices. A session that responses alone had made goes with its last one, so that a
 * chain that is still spoken in keeps what was said in it; a session or conversation that a client named stays. Safe for many threads.
 */
public final class ResponseRetention {
    private static final System.Logger LOG = System.getLogger(ResponseRetention.class.getName());
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int SLICE = 200;
    /** What a sweep leaves over the next one finds. */
    private static final int MOST_SLICES = 50;
    private static final String OWN_SESSION = "run_[0-9a-f]{32}";

    private final ResponseStore responses;
    private final Function<SessionRef, Write> sessions;
    private final GroupCommit commits;
    private final Clock clock;
    private final Duration kept;

    /**
     * @param sessions removes a session with everything in it
     * @param kept     how long a response is stored
     */
    public ResponseRetention(ResponseStore responses, Function<SessionRef, Write> sessions, GroupCommit commits, Clock clock,
                             Duration kept) {
        this.responses = Objects.requireNonNull(responses);
        this.sessions = Objects.requireNonNull(sessions);
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
        this.kept = Objects.requireNonNull(kept);
    }

    /** @param threads on which a sweep may block */
    public void start(ScheduledExecutorService timer, Executor threads) {
        timer.scheduleWithFixedDelay(() -> {
            try {
                threads.execute(this::sweep);
            } catch (RejectedExecutionException e) {
                LOG.log(System.Logger.Level.DEBUG, "No thread for a sweep; the next one makes up for it");
            }
        }, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
    }

    /** Blocks until nothing is due any more, or a bound is reached. */
    void sweep() {
        try {
            Instant before = clock.instant().minus(kept);
            for (int i = 0; i < MOST_SLICES; i++) {
                List<StoredResponse> due = responses.madeBefore(before, SLICE);
                Write slice = due.stream().map(response -> expiry(response.head(), before)).reduce(Write.NOTHING, Write::and);
                commits.submit(slice).join();
                if (due.size() < SLICE) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Responses that are past their time could not be deleted", e);
        }
    }

    private Write expiry(ResponseHead head, Instant before) {
        boolean last = head.conversation() == null && head.session().id().matches(OWN_SESSION)
                && responses.latest(head.session()).filter(latest -> !latest.head().created().isBefore(before)).isEmpty();
        return last ? responses.delete(head).and(sessions.apply(head.session())) : responses.delete(head);
    }
}
