package dev.talaria.run;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream;
import dev.talaria.event.RunEnded;
import dev.talaria.scope.RequestScope;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The execution of one turn. Safe for many threads; the turn's own thread or the model's I/O thread is the one writer of its events. */
public final class Run {
    private static final int KEPT_EVENTS = 16_384;

    /** How memory served this run, as {@code X-Hermes-Memory} tells it. */
    public enum MemoryState {
        ON, NONE, OFF, DEGRADED
    }

    private final RunId id;
    private final RequestScope scope;
    private final Instant created;
    private final EventStream events = new EventStream(KEPT_EVENTS);
    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<RunEnded> outcome = new CompletableFuture<>();
    private volatile MemoryState memory;

    public Run(RunId id, RequestScope scope, Instant created, MemoryState memory) {
        this.id = Objects.requireNonNull(id);
        this.scope = Objects.requireNonNull(scope);
        this.created = Objects.requireNonNull(created);
        this.memory = Objects.requireNonNull(memory);
    }

    public RunId id() {
        return id;
    }

    public RequestScope scope() {
        return scope;
    }

    public Instant created() {
        return created;
    }

    public EventStream events() {
        return events;
    }

    public Cancellation cancellation() {
        return cancellation;
    }

    /** The last event, once it is there; never fails. Callbacks run on the thread that ends the run and must be quick. */
    public CompletionStage<RunEnded> outcome() {
        return outcome.minimalCompletionStage();
    }

    /** May get worse while recall is under way; final once the first committing event is there. */
    public MemoryState memory() {
        return memory;
    }

    public void memoryDegraded() {
        memory = MemoryState.DEGRADED;
    }

    /** Adds an event; the first {@link RunEnded} settles the outcome, and nothing comes after it. */
    public void append(AgentEvent event) {
        if (events.append(event) && event instanceof RunEnded end) {
            outcome.complete(end);
        }
    }

    public boolean hasEnded() {
        return events.hasEnded();
    }
}
