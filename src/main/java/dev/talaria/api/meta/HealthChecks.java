package dev.talaria.api.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs the named health checks of this server with one common deadline. A check that hangs is not started again, so it occupies one thread
 * however often health is requested. Safe for many threads.
 */
public final class HealthChecks {
    private final Map<String, Supplier<HealthCheck>> checks;
    @GuardedBy("this")
    private final Map<String, CompletableFuture<HealthCheck>> running = new LinkedHashMap<>();
    private final Executor executor;
    private final Duration deadline;

    /**
     * @param checks   by name, in the order shown; a check that throws counts as an error
     * @param executor runs at most one task for each check
     */
    public HealthChecks(Map<String, Supplier<HealthCheck>> checks, Executor executor, Duration deadline) {
        this.checks = new LinkedHashMap<>(checks);
        this.executor = Objects.requireNonNull(executor);
        this.deadline = Objects.requireNonNull(deadline);
    }

    /** Blocks until all checks have completed or the deadline has passed. */
    Map<String, HealthCheck> run() {
        Map<String, CompletableFuture<HealthCheck>> asked = ask();
        List<CompletableFuture<HealthCheck>> all = new ArrayList<>(asked.values());
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The loop below reports each check's own result.
        }
        Map<String, HealthCheck> answers = new LinkedHashMap<>();
        asked.forEach((name, check) -> answers.put(name, answer(check)));
        return answers;
    }

    private synchronized Map<String, CompletableFuture<HealthCheck>> ask() {
        checks.forEach((name, check) -> {
            CompletableFuture<HealthCheck> last = running.get(name);
            if (last == null || last.isDone()) {
                running.put(name, begin(check));
            }
        });
        return new LinkedHashMap<>(running);
    }

    private CompletableFuture<HealthCheck> begin(Supplier<HealthCheck> check) {
        try {
            return CompletableFuture.supplyAsync(check, executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private HealthCheck answer(CompletableFuture<HealthCheck> check) {
        try {
            HealthCheck answer = check.getNow(null);
            return answer == null ? HealthCheck.error("no answer within " + deadline.toMillis() + " ms") : answer;
        } catch (CompletionException | CancellationException e) {
            return HealthCheck.error("the check failed");
        }
    }
}
