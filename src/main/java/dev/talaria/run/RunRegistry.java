package dev.talaria.run;

import dev.talaria.event.Cancellation;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The runs that have not ended, by id. Safe for many threads. */
public final class RunRegistry {
    private final Map<RunId, Run> live = new ConcurrentHashMap<>();

    /** Knows the run until it has ended. */
    public void add(Run run) {
        live.put(run.id(), run);
        run.outcome().thenAccept(end -> live.remove(run.id()));
    }

    /** The owner's live run of this id; another owner's does not exist. */
    public Optional<Run> find(String tenant, String owner, RunId id) {
        return Optional.ofNullable(live.get(id)).filter(run -> run.scope().session().tenant().equals(tenant)
                && run.scope().session().owner().equals(owner));
    }

    /** Those that this is true of. */
    public List<Run> matching(Predicate<Run> wanted) {
        return live.values().stream().filter(wanted).toList();
    }

    /** Whether it has not ended. */
    public boolean isLive(RunId id) {
        return live.containsKey(id);
    }

    /** Those that are stored as they go. */
    public List<Run> durable() {
        return live.values().stream().filter(run -> run.head().durable()).toList();
    }

    public int size() {
        return live.size();
    }

    /** Completes once every run that is live now has ended. */
    public CompletableFuture<Void> ended() {
        return CompletableFuture.allOf(live.values().stream().map(run -> run.outcome().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Asks every live run to stop, those that wait first: they must not begin in the place of those that end. */
    public void cancelAll(Cancellation.Reason reason) {
        cancel(live.values(), reason);
    }

    /** As {@link #cancelAll} for some of them. */
    public static void cancel(Collection<Run> runs, Cancellation.Reason reason) {
        runs.stream().sorted(Comparator.comparing(run -> run.state().status() != RunStatus.QUEUED))
                .forEach(run -> run.cancellation().cancel(reason));
    }
}
