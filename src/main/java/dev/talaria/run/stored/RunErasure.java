package dev.talaria.run.stored;

import dev.talaria.event.Cancellation;
import dev.talaria.run.Run;
import dev.talaria.run.Run.Remains;
import dev.talaria.run.RunId;
import dev.talaria.run.RunRegistry;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Erases what runs hold of a conversation: their outcomes, their events, and the idempotency keys that would replay them. Runs that are
 * active here store none of it afterwards. A durable run that another server executes loses its row; that server stops it at its next
 * write. Blocks for the database; safe for many threads.
 */
public final class RunErasure {
    /** How long stopped runs may take to end; one that takes longer stores nothing all the same. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);
    /** Rows that one read scans: there is no index by session or scope, because every turn would pay for it. */
    private static final int LOOKED_AT = 10_000;
    private static final int RUNS_AT_ONCE = 100;

    private final RunErasureStore store;
    private final GroupCommit commits;
    private final RunRegistry live;
    private final Consumer<Predicate<Run>> recentKeys;

    /** @param recentKeys forgets the in-memory idempotency keys whose runs match */
    public RunErasure(Database database, GroupCommit commits, RunRegistry live, Consumer<Predicate<Run>> recentKeys) {
        this.store = new RunErasureStore(database);
        this.commits = Objects.requireNonNull(commits);
        this.live = Objects.requireNonNull(live);
        this.recentKeys = Objects.requireNonNull(recentKeys);
    }

    /** Stops the session's live runs, which then store nothing, and erases the ended ones. Waits some seconds for the live ones. */
    public void session(SessionRef session) {
        Predicate<Run> wanted = run -> isOf(session, run);
        List<Run> running = live.matching(wanted);
        running.forEach(run -> run.keepAtMost(Remains.NOTHING));
        stop(running);
        erase(wanted, RunErasureStore.Whose.session(session));
    }

    private static boolean isOf(SessionRef session, Run run) {
        SessionRef other = run.scope().session();
        return other.tenant().equals(session.tenant()) && other.owner().equals(session.owner()) && other.id().equals(session.id());
    }

    /**
     * Erases the runs, of any owner, that read this memory and added to it. Live durable runs are stopped; live foreground runs go on,
     * because a client is reading their reply. The turns of both stay in their sessions.
     */
    public void scope(MemoryScope scope) {
        Predicate<Run> wanted = run -> scope.equals(run.scope().memory());
        List<Run> running = live.matching(wanted);
        running.forEach(run -> run.keepAtMost(Remains.TURN));
        stop(running.stream().filter(run -> run.head().durable()).toList());
        erase(wanted, RunErasureStore.Whose.scope(scope));
    }

    /** Erases a run that has ended; its turn stays in its session. */
    public void run(RequestScope asker, RunId id) {
        RunKey key = RunKey.of(asker.session(), id);
        recentKeys.accept(run -> RunKey.of(run.scope().session(), run.id()).equals(key));
        erase(List.of(key));
    }

    private static void stop(List<Run> running) {
        RunRegistry.cancel(running, Cancellation.Reason.STOPPED);
        try {
            CompletableFuture.allOf(running.stream().map(run -> run.outcome().toCompletableFuture()).toArray(CompletableFuture<?>[]::new))
                    .get(LAST_WORDS.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // These runs store only what remains of them when they end.
        }
    }

    private void erase(Predicate<Run> wanted, RunErasureStore.Whose whose) {
        // Waits for the ends that were submitted before, so that they are found; later ends store only what may remain.
        commits.commit(handle -> { });
        recentKeys.accept(wanted);
        String after = "";
        for (Optional<String> last = store.last(after, LOOKED_AT); last.isPresent(); last = store.last(after, LOOKED_AT)) {
            erase(store.between(after, last.get(), whose));
            after = last.get();
        }
    }

    private void erase(List<RunKey> runs) {
        for (int first = 0; first < runs.size(); first += RUNS_AT_ONCE) {
            List<RunKey> some = runs.subList(first, Math.min(runs.size(), first + RUNS_AT_ONCE));
            AtomicBoolean more = new AtomicBoolean(true);
            while (more.get()) {
                commits.commit(RunErasureStore.erase(some, more::set));
            }
        }
    }
}
