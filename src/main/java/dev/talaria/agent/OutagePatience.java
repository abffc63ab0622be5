package dev.talaria.agent;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.run.Run;
import dev.talaria.store.DatabaseCondition;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Retries database calls through a short outage, so that the turn need not fail. A foreground run waits less long than a durable one,
 * because its caller keeps a connection open. Blocks; safe for many threads.
 */
public final class OutagePatience {
    private static final Duration FOREGROUND = Duration.ofSeconds(12);
    static final Duration DURABLE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final DatabaseCondition condition;

    public OutagePatience(DatabaseCondition condition) {
        this.condition = Objects.requireNonNull(condition);
    }

    /**
     * Returns the call's result, retrying it while the database is unavailable.
     *
     * @throws ApiException {@code database_unavailable} if the outage lasts too long, or has already lasted too long
     */
    <T> T await(Run run, Supplier<T> question) {
        Duration most = run.head().durable() ? DURABLE : FOREGROUND;
        long deadline = System.nanoTime() + most.toNanos();
        while (true) {
            try {
                return question.get();
            } catch (ApiException e) {
                boolean away = e.code() == ErrorCode.DATABASE_UNAVAILABLE && !run.cancellation().isCancelled();
                if (!away || System.nanoTime() > deadline || condition.isAwayFor(most) || !rest()) {
                    throw e;
                }
            }
        }
    }

    /** Returns false if the thread was interrupted. */
    private boolean rest() {
        try {
            condition.pause(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
