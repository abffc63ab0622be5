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
import dev.talaria.scope.RequestScope;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.PendingWrite;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Every run from its beginning until nobody may ask for it any more: live ones in memory, the others from their tables.
 * Safe for many threads.
 */
public final class RunArchive {
    private static final int KEPT_EVENTS = 16_384;
    /** A journal holds the older ones. */
    private static final int KEPT_JOURNALLED_EVENTS = 1_024;
    /** Of a run that another server has, as callers may know it. */
    public static final Problem ELSEWHERE = Problem.of(ErrorCode.RUN_ELSEWHERE,
            "The run is under way on another server, or waits to be taken up").withRetryAfter(Duration.ofSeconds(1));
    private static final Message NOTHING = new Message(Role.ASSISTANT, List.of(), null);

    private final RunRegistry runs;
    private final RunStore store;
    private final RunJournal journal;
    private final GroupCommit commits;
    private final Clock clock;
    private final Duration kept;

    /** @param kept how long a run can be asked for after its end */
    public RunArchive(RunRegistry runs, RunStore store, RunJournal journal, GroupCommit commits, Clock clock, Duration kept) {
        this.runs = Objects.requireNonNull(runs);
        this.store = Objects.requireNonNull(store);
        this.journal = Objects.requireNonNull(journal);
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
        this.kept = Objects.requireNonNull(kept);
    }

    /** A new run, live until its end. A durable one is not stored yet. */
    public Run open(RunHead head, Run.MemoryState memory) {
        if (!head.durable()) {
            return live(new Run(head, memory, new EventStream(KEPT_EVENTS, clock)));
        }
        return journalled(head, -1, events -> new Run(head, memory, events));
    }

    /**
     * A durable run that another process began, live again; readers see its events so far.
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
     * Stores a durable run before its first event, with what else belongs into the same transaction.
     *
     * @param request what another process must know to carry it out
     */
    public CompletableFuture<Void> store(Run run, String request, Write more) {
        return commits.submit(store.create(run.head(), run.memory(), request).and(more));
    }

    /** Stores that a run is being carried out from here on: after a crash it cannot be carried out again. Nothing for a foreground run. */
    public PendingWrite begin(Run run) {
        return run.head().durable() ? storeProgress(run, RunStatus.RUNNING, null) : PendingWrite.NONE;
    }

    /** Stores where a durable run's turn stands, with the events so far: from here on it can be carried on after a crash. */
    public PendingWrite pause(Run run, String state) {
        return storeProgress(run, RunStatus.WAITING_FOR_APPROVAL, state);
    }

    private PendingWrite storeProgress(Run run, RunStatus status, String state) {
        return journal.store(run, store.resume(run.head(), run.memory(), status, state, clock.instant()));
    }

    /** For a durable run that was not stored: none of its events is. */
    public void forget(Run run) {
        journal.drop(run);
    }

    /** Lets go of a durable run without its end, so that another process, or this one started again, can take it up. */
    public void leave(Run run, RunEnded asFarAsIsKnown) {
        journal.drop(run);
        run.breakOff(asFarAsIsKnown);
    }

    /**
     * Stores a run's end in one transaction with what the turn leaves behind; the caller then appends it to the run.
     * A foreground run that leaves nothing behind leaves no row either. Of one that was erased no more is stored than {@link Run#remains}.
     *
     * @param end  what the run's event stream numbered
     * @param node where its turn ends in its session, which then holds what it said; null where it is not there
     */
    public PendingWrite end(Run run, Numbered end, Write left, String node) {
        if (!run.head().durable() && left == Write.NOTHING) {
            return PendingWrite.NONE;
        }
        Write all = left.and(store.end(run.head(), run.memory(), end, node, end.at().plus(kept)));
        return journal.finish(run, handle -> (switch (run.remains()) {
            case ALL -> all;
            case TURN -> left;
            case NOTHING -> Write.NOTHING;
        }).apply(handle));
    }

    /** Stores the end of a durable run that is not live. */
    public CompletableFuture<Void> end(RunHead head, Run.MemoryState memory, Numbered end, Write left) {
        return commits.submit(left.and(store.end(head, memory, end, end.at().plus(kept))));
    }

    /** Whether the end of a durable run could not be stored because another server has taken it over, whose it is to end. */
    public static boolean isTakenOver(Throwable failure) {
        return RunStore.isTakenOver(failure);
    }

    /**
     * How the asker's run stands. Blocks for the database where it is not live.
     *
     * @throws dev.talaria.error.ApiException {@code run_not_found}
     */
    public RunState state(RequestScope asker, RunId id) {
        return runs.find(asker.session().tenant(), asker.session().owner(), id).map(Run::state).orElseGet(() -> {
            StoredRun stored = stored(asker, id);
            if (stored.eventsGone()) {
                throw unknown(id.toString());
            }
            return stored.state();
        });
    }

    /**
     * The asker's run with all its events, live or over. Blocks for the database where it is not live.
     *
     * @throws dev.talaria.error.ApiException {@code run_not_found}, {@code events_expired}
     */
    public Run find(RequestScope asker, RunId id) {
        return runs.find(asker.session().tenant(), asker.session().owner(), id).orElseGet(() -> rebuilt(asker, stored(asker, id)));
    }

    /**
     * As {@link #find}, also while another server carries the run out: then it has no events here, only how it stood when it was looked up,
     * and whoever follows it or waits for its end is told {@code run_elsewhere}.
     *
     * @throws dev.talaria.error.ApiException {@code run_not_found}, {@code events_expired}
     */
    public Run findAnywhere(RequestScope asker, RunId id) {
        return runs.find(asker.session().tenant(), asker.session().owner(), id).orElseGet(() -> {
            StoredRun stored = stored(asker, id);
            return stored.end() == null && !stored.eventsGone() ? elsewhere(asker, stored) : rebuilt(asker, stored);
        });
    }

    private Run elsewhere(RequestScope asker, StoredRun stored) {
        Run run = Run.reopened(head(asker, stored), stored.memory(), new EventStream(1, clock), stored.state());
        run.breakOff(new RunEnded.RunFailed(ELSEWHERE, NOTHING, Usage.NONE));
        return run;
    }

    /** Reads the events of a run that is not live, in order; gives the last one's sequence, -1 for none. Blocks for the database. */
    public long replay(StoredRun run, Consumer<AgentEvent> each) {
        long last = -1;
        for (List<Numbered> page = store.events(run.key(), -1); !page.isEmpty(); page = store.events(run.key(), last)) {
            page.forEach(event -> each.accept(event.event()));
            last = page.get(page.size() - 1).sequence();
        }
        return last;
    }

    /** What is said of a run that does not exist, or is another owner's. */
    public static RuntimeException unknown(String shown) {
        return ErrorCode.RUN_NOT_FOUND.because("Run not found: " + shown);
    }

    private StoredRun stored(RequestScope asker, RunId id) {
        return store.find(RunKey.of(asker.session(), id)).orElseThrow(() -> unknown(id.toString()));
    }

    private Run rebuilt(RequestScope asker, StoredRun stored) {
        if (stored.eventsGone()) {
            throw ErrorCode.EVENTS_EXPIRED.because("The events of " + stored.id() + " are past their time");
        }
        if (stored.end() == null) {
            throw ELSEWHERE.asException();
        }
        EventStream events = EventStream.closed(stored.end().sequence(), clock, journal.closed(stored.key(), stored.end()));
        return Run.ended(head(asker, stored), stored.memory(), events, stored.state());
    }

    private static RunHead head(RequestScope asker, StoredRun stored) {
        RequestScope scope = new RequestScope(asker.requestId(), asker.caller(), stored.session(), asker.sessionKey(), asker.identity(),
                null, null);
        return new RunHead(stored.id(), scope, stored.source(), stored.model(), stored.durability(), stored.created());
    }
}
