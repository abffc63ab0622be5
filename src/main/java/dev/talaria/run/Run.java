package dev.talaria.run;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.ModelRuntime;
import dev.talaria.event.RunEnded;
import dev.talaria.scope.RequestScope;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The execution of one turn. Safe for many threads; the turn's own thread or the model's I/O thread is the one writer of its events. */
public final class Run {
    /** How memory served this run, as the header {@code X-Hermes-Memory} reports it. */
    public enum MemoryState {
        ON, NONE, OFF, DEGRADED
    }

    /** What is stored of a run when it ends: everything, its turn but not the run itself, or nothing. */
    public enum Remains {
        ALL, TURN, NOTHING
    }

    private static final Problem UNSTORED = Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "The run's end could not be stored");

    private final RunHead head;
    private final EventStream events;
    private final Cancellation cancellation = new Cancellation();
    private final Steering steering = new Steering();
    private final Approvals approvals = new Approvals();
    private final CompletableFuture<Void> accepted = new CompletableFuture<>();
    private final CompletableFuture<RunEnded> ending = new CompletableFuture<>();
    private final CompletableFuture<RunEnded> outcome = new CompletableFuture<>();
    private volatile MemoryState memory;
    private volatile Remains remains = Remains.ALL;
    private volatile RunState state;
    /** By {@link System#nanoTime()}; null until there is one. */
    private volatile @Nullable Long firstOutput;
    /** The model called last; null before the first call. */
    private volatile @Nullable ModelRuntime called;
    private volatile @Nullable ModelRuntime served;

    public Run(RunHead head, MemoryState memory, EventStream events) {
        this.head = Objects.requireNonNull(head);
        this.memory = Objects.requireNonNull(memory);
        this.events = Objects.requireNonNull(events);
        this.state = state(RunStatus.RUNNING, null, head.created());
        if (!head.durable()) {
            accepted.complete(null);
        }
    }

    /** Returns an ended run, for readers that come later. */
    public static Run ended(RunHead head, MemoryState memory, EventStream closed, RunState state) {
        Run run = new Run(head, memory, closed);
        run.state = state;
        run.accepted.complete(null);
        state.end().ifPresent(run.ending::complete);
        state.end().ifPresent(run.outcome::complete);
        return run;
    }

    /**
     * Returns an ended run that replays these events; the last one is its end.
     *
     * @param at the time that all events get
     */
    public static Run replay(RunHead head, List<AgentEvent> events, Instant at) {
        Run run = new Run(head, MemoryState.NONE, new EventStream(events.size(), Clock.fixed(at, ZoneOffset.UTC)));
        events.forEach(run::append);
        return run;
    }

    /** Returns a run that another process accepted and that resumes here. */
    public static Run reopened(RunHead head, MemoryState memory, EventStream continued, RunState state) {
        Run run = new Run(head, memory, continued);
        run.state = state;
        run.accepted.complete(null);
        return run;
    }

    public RunHead head() {
        return head;
    }

    public RunId id() {
        return head.id();
    }

    public RequestScope scope() {
        return head.scope();
    }

    public Instant created() {
        return head.created();
    }

    public EventStream events() {
        return events;
    }

    public Cancellation cancellation() {
        return cancellation;
    }

    public Steering steering() {
        return steering;
    }

    public Approvals approvals() {
        return approvals;
    }

    /** Returns whether a person's choice may reach beyond one call, by the policy of the run's API key. */
    public boolean remembersConsent() {
        return scope().caller().grants().tools().remembers();
    }

    /** Completes once the run may be shown: a durable one when it is stored, any other at once. Fails if it could not be stored. */
    public CompletionStage<Void> accepted() {
        return accepted.minimalCompletionStage();
    }

    public void accept() {
        accepted.complete(null);
    }

    public void reject(Throwable fault) {
        accepted.completeExceptionally(fault);
    }

    /**
     * As {@link #outcome}, but completes before any reader sees the end. For counters of live runs: a client that has seen the end may
     * start its next run at once.
     */
    public CompletionStage<RunEnded> ending() {
        return ending.minimalCompletionStage();
    }

    /** Completes with the last event; never fails. Callbacks run on the thread that ends the run and must be quick. */
    public CompletionStage<RunEnded> outcome() {
        return outcome.minimalCompletionStage();
    }

    /** Returns the memory state; it may worsen during recall and is final from the first committing event on. */
    public MemoryState memory() {
        return memory;
    }

    public void memoryDegraded() {
        memory = MemoryState.DEGRADED;
    }

    /** Returns what to store of the run at its end; read inside the transaction that stores it. */
    public Remains remains() {
        return remains;
    }

    /** Lowers what is stored of the run to this; never raises it. */
    public synchronized void keepAtMost(Remains most) {
        if (most.compareTo(remains) > 0) {
            remains = most;
        }
    }

    public RunState state() {
        RunState now = state;
        boolean stopping = now.end().isEmpty() && cancellation.isCancelled();
        ModelRuntime runtime = latestRuntime() == null ? now.runtime() : latestRuntime();
        return new RunState(now.id(), now.session(), now.model(), stopping ? RunStatus.STOPPING : now.status(), now.last(), now.created(),
                now.updated(), runtime);
    }

    /** Appends an event. The first {@link RunEnded} settles the outcome; later events are dropped. */
    public void append(AgentEvent event) {
        append(events.number(event));
    }

    /** As {@link #append(AgentEvent)}, for an event that {@link EventStream#number} has numbered. */
    public void append(Numbered event) {
        if (events.hasEnded()) {
            return;
        }
        note(event);
        if (events.append(event) && event.event() instanceof RunEnded end) {
            outcome.complete(end);
        }
    }

    /** Runs {@code appends} and wakes readers once afterwards, however many events it appends on the calling thread. */
    public <T> T together(Supplier<T> appends) {
        return events.together(appends);
    }

    /** Ends the run in this process although its end could not be stored; readers are shown no end. */
    public void breakOff(RunEnded end) {
        ending.complete(end);
        events.breakOff(end.failure().orElse(UNSTORED));
        outcome.complete(end);
    }

    /**
     * Returns the model that has served the run last; null until something of its answer has arrived, and for a run that ended elsewhere.
     */
    public @Nullable ModelRuntime runtime() {
        return served;
    }

    /** As {@link #runtime}, or the one that is being called if none has served the run yet. */
    public @Nullable ModelRuntime latestRuntime() {
        return served == null ? called : served;
    }

    /** Updates the state before readers see the event, so that a reader of the end never finds the run still active. */
    private void note(Numbered numbered) {
        AgentEvent event = numbered.event();
        noteModel(event);
        if (event instanceof RunEnded end) {
            become(RunStatus.of(end), end, numbered.at());
            ending.complete(end);
        } else if (event instanceof AgentEvent.RunQueued) {
            become(RunStatus.QUEUED, null, numbered.at());
        } else if (event instanceof AgentEvent.RunStarted) {
            become(RunStatus.RUNNING, null, numbered.at());
        } else if (event instanceof AgentEvent.ApprovalRequested) {
            shows();
            become(RunStatus.WAITING_FOR_APPROVAL, event, numbered.at());
        } else if (event.commits()) {
            shows();
            become(RunStatus.RUNNING, event, numbered.at());
        }
    }

    /** Notes the time of the first output, except of a run that had some in another process. */
    private void shows() {
        if (firstOutput == null && state.last() == null) {
            firstOutput = System.nanoTime();
        }
    }

    /** Returns when readers could see the first output, by {@link System#nanoTime()}; empty while there is none. */
    public OptionalLong firstOutput() {
        Long at = firstOutput;
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    private void noteModel(AgentEvent event) {
        if (event instanceof AgentEvent.ModelCalled call) {
            called = call.runtime();
        } else if (!Objects.equals(served, called) && (event.commits() || event instanceof RunEnded.RunCompleted)) {
            served = called;
        }
    }

    /** Ignores a change that races with the end, such as a time-out. */
    private synchronized void become(RunStatus status, @Nullable AgentEvent last, Instant at) {
        if (!state.status().isEnd()) {
            state = state(status, last, at);
        }
    }

    private RunState state(RunStatus status, @Nullable AgentEvent last, Instant at) {
        return new RunState(head.id(), head.scope().session(), head.model(), status, last, head.created(), at, null);
    }

    public boolean hasEnded() {
        return events.hasEnded();
    }

    /** Returns whether the run was broken off: this process knows no end of it and will see none, so its readers get an error. */
    public boolean isBrokenOff() {
        return outcome.isDone() && state.end().isEmpty();
    }
}
