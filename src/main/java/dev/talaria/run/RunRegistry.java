package dev.talaria.run;

import dev.talaria.event.Cancellation;
import dev.talaria.scope.RequestScope;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The runs that have not ended, by id. Safe for many threads. */
public final class RunRegistry {
    private final Map<RunId, Run> live = new ConcurrentHashMap<>();
    private final Consumer<Run> observer;

    public RunRegistry() {
        this(run -> { });
    }

    /** @param observer told of each run that is registered; must be quick */
    public RunRegistry(Consumer<Run> observer) {
        this.observer = Objects.requireNonNull(observer);
    }

    /** Registers the run; it is removed when it ends. */
    public void add(Run run) {
        live.put(run.id(), run);
        observer.accept(run);
        run.outcome().thenAccept(end -> live.remove(run.id()));
    }

    /** Returns the live run with this id if the request may see it: its owner's, and of an agent that it may see. */
    public Optional<Run> find(RequestScope asker, RunId id) {
        return Optional.ofNullable(live.get(id)).filter(run -> isSeen(asker, run));
    }

    private static boolean isSeen(RequestScope asker, Run run) {
        return run.scope().session().tenant().equals(asker.session().tenant())
                && run.scope().session().owner().equals(asker.session().owner())
                && asker.sees(run.scope().agentOrEmpty(), run.head().model());
    }

    /** Returns the live runs that the request may see, in no particular order. */
    public List<RunSummary> of(RequestScope asker) {
        return matching(run -> isSeen(asker, run)).stream().map(RunSummary::of).toList();
    }

    /** Returns the live runs that match. */
    public List<Run> matching(Predicate<Run> wanted) {
        return live.values().stream().filter(wanted).toList();
    }

    /** Returns whether the run has not ended. */
    public boolean isLive(RunId id) {
        return live.containsKey(id);
    }

    /** Returns the live durable runs. */
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

    /** Cancels every live run, the waiting ones first, so that they do not start in the slots of those that end. */
    public void cancelAll(Cancellation.Reason reason) {
        cancel(live.values(), reason);
    }

    /** As {@link #cancelAll}, for these runs only. */
    public static void cancel(Collection<Run> runs, Cancellation.Reason reason) {
        runs.stream().sorted(Comparator.comparing(run -> run.state().status() != RunStatus.QUEUED))
                .forEach(run -> run.cancellation().cancel(reason));
    }
}
