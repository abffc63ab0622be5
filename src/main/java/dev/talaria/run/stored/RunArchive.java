package dev.talaria.run.stored;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventJournal;
import dev.talaria.event.EventStream;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.RunRegistry;
import dev.talaria.run.RunState;
import dev.talaria.run.RunStatus;
import dev.talaria.run.RunSummary;
import dev.talaria.scope.RequestScope;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.PendingWrite;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds every run until its retention ends: live ones in memory, the others in their tables. Safe for many threads. */
public final class RunArchive {
    private static final int KEPT_EVENTS = 16_384;
    /** The events that a journalled run keeps in memory; the journal holds the older ones. */
    private static final int KEPT_JOURNALLED_EVENTS = 1_024;
    /** What callers learn of a run that another server owns. */
    public static final Problem ELSEWHERE = Problem.of(ErrorCode.RUN_ELSEWHERE,
            "Another server executes the run, or is about to take it over").withRetryAfter(Duration.ofSeconds(1));
    private static final Message NOTHING = new Message(Role.ASSISTANT, List.of(), null);

    private final RunRegistry runs;
    private final RunStore store;
    private final RunJournal journal;
    private final GroupCommit commits;
    private final Clock clock;
    private final Duration kept;
    private final TurnAccounting accounting;

    /** @param kept retention of a run after its end */
    public RunArchive(RunRegistry runs, RunStore store, RunJournal journal, GroupCommit commits, Clock clock, Duration kept) {
        this(runs, store, journal, commits, clock, kept, TurnAccounting.NONE);
    }

    /** As {@link #RunArchive(RunRegistry, RunStore, RunJournal, GroupCommit, Clock, Duration)}, with turns accounted for. */
    public RunArchive(RunRegistry runs, RunStore store, RunJournal journal, GroupCommit commits, Clock clock, Duration kept,
                      TurnAccounting accounting) {
        this.accounting = Objects.requireNonNull(accounting);
        this.runs = Objects.requireNonNull(runs);
        this.store = Objects.requireNonNull(store);
        this.journal = Objects.requireNonNull(journal);
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
        this.kept = Objects.requireNonNull(kept);
    }

    /** Returns a new run, live until its end. A durable one is not stored yet. */
    public Run open(RunHead head, Run.MemoryState memory) {
        if (!head.durable()) {
            return live(new Run(head, memory, new EventStream(KEPT_EVENTS, clock)));
        }
        return journalled(head, -1, events -> new Run(head, memory, events));
    }

    /**
     * Returns a live run for a durable one that another process started; readers see its events so far.
     *
     * @param last the sequence of the last stored event
     */
    public Run reopen(RunHead head, Run.MemoryState memory, RunState state, long last) {
        return journalled(head, last, events -> Run.reopened(head, memory, events, state));
    }

    private Run journalled(RunHead head, long last, Function<EventStream, Run> make) {
        EventJournal line = journal.open(RunKey.of(head.scope().session(), head.id()));
        Run run = make.apply(EventStream.continued(last, KEPT_JOURNALLED_EVENTS, clock, line));
        journal.attach(run);
        return live(run);
    }

    private Run live(Run run) {
        runs.add(run);
        return run;
    }

    /**
     * Stores a durable run before its first event, in one transaction with {@code more}.
     *
     * @param request what another process needs to execute it
     */
    public CompletableFuture<Void> store(Run run, String request, Write more) {
        return commits.submit(store.create(run.head(), run.memory(), request).and(more));
    }

    /** Stores that the run has started: after a crash it is not started a second time. Does nothing for a foreground run. */
    public PendingWrite begin(Run run) {
        return run.head().durable() ? storeProgress(run, RunStatus.RUNNING, null) : PendingWrite.NONE;
    }

    /** Stores a durable run's suspended state together with its events so far; from here on it can be resumed after a crash. */
    public PendingWrite pause(Run run, String state) {
        return storeProgress(run, RunStatus.WAITING_FOR_APPROVAL, state);
    }

    private PendingWrite storeProgress(Run run, RunStatus status, String state) {
        return journal.store(run, store.resume(run.head(), run.memory(), status, state, clock.instant()));
    }

    /** Returns a write that ends once the run's events so far are durable. */
    public PendingWrite settle(Run run) {
        return run.head().durable() ? journal.settle(run) : PendingWrite.NONE;
    }

    /** Drops a durable run whose creation was not stored, and its events. */
    public void forget(Run run) {
        journal.drop(run);
    }

    /** Releases a durable run without an end, so that another process, or this one after a restart, can take it over. */
    public void leave(Run run, RunEnded asFarAsIsKnown) {
        journal.drop(run);
        run.breakOff(asFarAsIsKnown);
    }

    /**
     * Stores a run's end in one transaction with the turn's writes; the caller then appends the end to the run. A foreground run that
     * leaves nothing behind gets no row. If the run was erased meanwhile, only what {@link Run#remains} allows is stored.
     *
     * @param end  numbered by the run's event stream
     * @param node the turn's last node in its session, which then holds the output; null if there is none
     */
    public PendingWrite end(Run run, Numbered end, Write left, String node) {
        Write counted = accounting.of(run.head(), (RunEnded) end.event(), end.at());
        if (!run.head().durable() && left == Write.NOTHING) {
            if (counted != Write.NOTHING) {
                commits.submitLasting(counted);
            }
            return PendingWrite.NONE;
        }
        Write all = left.and(store.end(run.head(), run.memory(), end, node, end.at().plus(kept)));
        return journal.finish(run, counted.and(handle -> (switch (run.remains()) {
            case ALL -> all;
            case TURN -> left;
            case NOTHING -> Write.NOTHING;
        }).apply(handle)));
    }

    /** Stores the end of a durable run that is not live. */
    public CompletableFuture<Void> end(RunHead head, Run.MemoryState memory, Numbered end, Write left) {
        return commits.submit(accounting.of(head, (RunEnded) end.event(), end.at()).and(left)
                .and(store.end(head, memory, end, end.at().plus(kept))));
    }

    /** Returns whether storing a durable run's end failed because another server, which then ends it, has taken it over. */
    public static boolean isTakenOver(Throwable failure) {
        return RunStore.isTakenOver(failure);
    }

    /**
     * Returns the state of a run of this owner. Blocks for the database unless the run is live.
     *
     * @throws dev.talaria.error.ApiException {@code run_not_found}
     */
    public RunState state(RequestScope asker, RunId id) {
        return runs.find(asker, id).map(Run::state).orElseGet(() -> {
            StoredRun stored = stored(asker, id);
            if (stored.eventsGone()) {
                throw unknown(id.toString());
            }
            return stored.state();
        });
    }

    /**
     * Returns a run of this owner with all its events, live or ended. Blocks for the database unless the run is live.
     *
     * @throws dev.talaria.error.ApiException {@code run_not_found}, {@code events_expired}
     */
    public Run find(RequestScope asker, RunId id) {
        return runs.find(asker, id).orElseGet(() -> rebuilt(asker, stored(asker, id)));
    }

    /**
     * As {@link #find}, but also for a run that another server executes. Such a run has no events here, only the state at the time of the
     * look-up; following it or waiting for its end fails with {@code run_elsewhere}.
     *
     * @throws dev.talaria.error.ApiException {@code run_not_found}, {@code events_expired}
     */
    public Run findAnywhere(RequestScope asker, RunId id) {
        return runs.find(asker, id).orElseGet(() -> {
            StoredRun stored = stored(asker, id);
            return stored.end() == null && !stored.eventsGone() ? elsewhere(asker, stored) : rebuilt(asker, stored);
        });
    }

    private Run elsewhere(RequestScope asker, StoredRun stored) {
        Run run = Run.reopened(head(asker, stored), stored.memory(), new EventStream(1, clock), stored.state());
        run.breakOff(new RunEnded.RunFailed(ELSEWHERE, NOTHING, Usage.NONE));
        return run;
    }

    /**
     * Returns a page of the runs that the request may see, live or stored, newest first; of runs that have ended, the latest ones of the
     * whole database are looked through. Blocks for the database.
     *
     * @param before the last run of the page before; null for the first page
     */
    public List<RunSummary> list(RequestScope asker, @Nullable RunId before, int most) {
        Map<RunId, RunSummary> known = new HashMap<>();
        store.list(asker, before, most).forEach(run -> known.put(run.id(), run));
        runs.of(asker).stream().filter(run -> before == null || run.id().hex().compareTo(before.hex()) < 0)
                .forEach(run -> known.put(run.id(), run));
        return known.values().stream().sorted(Comparator.comparing((RunSummary run) -> run.id().hex()).reversed()).limit(most).toList();
    }

    /**
     * Passes the events of a run that is not live to {@code each}, in order; returns the last sequence number, -1 for none. Blocks for the
     * database.
     */
    public long replay(StoredRun run, Consumer<AgentEvent> each) {
        long last = -1;
        for (List<Numbered> page = store.events(run.key(), -1); !page.isEmpty(); page = store.events(run.key(), last)) {
            page.forEach(event -> each.accept(event.event()));
            last = page.get(page.size() - 1).sequence();
        }
        return last;
    }

    /** Returns the error for a run that does not exist or is another owner's. */
    public static RuntimeException unknown(String shown) {
        return ErrorCode.RUN_NOT_FOUND.because("Run not found: " + shown);
    }

    private StoredRun stored(RequestScope asker, RunId id) {
        return store.find(RunKey.of(asker.session(), id)).filter(run -> asker.sees(run.agent(), run.model()))
                .orElseThrow(() -> unknown(id.toString()));
    }

    private Run rebuilt(RequestScope asker, StoredRun stored) {
        if (stored.eventsGone()) {
            throw ErrorCode.EVENTS_EXPIRED.because("The events of " + stored.id() + " have expired");
        }
        if (stored.end() == null) {
            throw ELSEWHERE.asException();
        }
        EventStream events = EventStream.closed(stored.end().sequence(), clock, journal.closed(stored.key(), stored.end()));
        return Run.ended(head(asker, stored), stored.memory(), events, stored.state());
    }

    private static RunHead head(RequestScope asker, StoredRun stored) {
        RequestScope scope = new RequestScope(asker.requestId(), asker.caller(), stored.session(), asker.sessionKey(), asker.identity(),
                null, null).of(asker.agents().answeredBy(stored.agent()));
        return new RunHead(stored.id(), scope, stored.source(), stored.model(), stored.durability(), stored.created());
    }
}
