package dev.talaria.agent;

import dev.talaria.agent.turn.StoredTurnState;
import dev.talaria.agent.turn.Turn;
import dev.talaria.agent.turn.StoredTurn;
import dev.talaria.agent.turn.TurnState;
import dev.talaria.cluster.ServerLease;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.RunState;
import dev.talaria.run.RunStatus;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.run.stored.OrphanedRuns;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.run.stored.StoredRun;
import dev.talaria.scope.Caller;
import dev.talaria.scope.RequestScope;
import dev.talaria.store.GroupCommit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Takes over the orphaned runs of dead servers and of this server's previous start. Queued runs are started, runs that waited for an answer
 * wait on, and interrupted ones end as failed with their output so far. Safe for many threads.
 */
public final class RunTakeover {
    private static final System.Logger LOG = System.getLogger(RunTakeover.class.getName());
    private static final Problem RESTARTED = Problem.of(ErrorCode.SERVER_RESTARTED, "The server was restarted while the run was under way");
    private static final Problem UNSTORED =
            Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "The run could not be stored because the database was unavailable for too long");
    /** Runs that come first in their session are taken over first. */
    private static final List<RunStatus> ORDER = List.of(RunStatus.RUNNING, RunStatus.WAITING_FOR_APPROVAL, RunStatus.QUEUED);

    private final RunStarter agent;
    private final OrphanedRuns left;
    private final RunArchive archive;
    private final InterruptedRuns cut;
    private final ServerLease lease;
    private final BiFunction<String, String, Optional<Caller>> callers;
    private final Map<String, RunTransactionHook> hooks;

    /**
     * @param callers   returns whom a tenant's API key of this name stands for; empty if the key is not valid any more
     * @param hooks     the transaction hooks of APIs that have one, by the source of their turns
     */
    public RunTakeover(RunStarter agent, OrphanedRuns left, RunArchive archive, InterruptedRuns cut, ServerLease lease,
                       BiFunction<String, String, Optional<Caller>> callers, Map<String, RunTransactionHook> hooks) {
        this.agent = Objects.requireNonNull(agent);
        this.left = Objects.requireNonNull(left);
        this.archive = Objects.requireNonNull(archive);
        this.cut = Objects.requireNonNull(cut);
        this.lease = Objects.requireNonNull(lease);
        this.callers = Objects.requireNonNull(callers);
        this.hooks = Map.copyOf(hooks);
    }

    /**
     * Takes over runs before the server serves requests: it has no runs yet, so what is stored as its own is orphaned too. Blocks.
     *
     * @param others whether to take over the runs of servers that seem dead
     */
    public void atStart(boolean others) {
        if (others) {
            left.disown();
            ofOthers();
        } else {
            ofItsOwn(run -> false);
        }
    }

    /** Takes over the runs of servers that die while this one serves. Blocks. */
    public void ofOthers() {
        Set<String> living = new HashSet<>(lease.others());
        living.add(lease.server());
        List<StoredRun> failed = new ArrayList<>();
        for (RunStatus status : ORDER) {
            int count = 0;
            for (List<StoredRun> slice = left.take(status, living); !slice.isEmpty(); slice = left.take(status, living)) {
                count += slice.size();
                failed.addAll(takeUp(slice, RESTARTED));
            }
            if (count > 0) {
                LOG.log(System.Logger.Level.WARNING, count + " orphaned runs of a stopped server were taken over: " + status.wire());
            }
        }
        failed.forEach(left::giveBack);
    }

    /**
     * Takes over runs that are stored as this server's but are not live here: the database failed while their start or end was stored.
     * Blocks.
     */
    public void ofItsOwn(Predicate<RunId> live) {
        List<StoredRun> failed = new ArrayList<>();
        for (RunStatus status : ORDER) {
            List<StoredRun> own = left.takeOwn(status, live);
            failed.addAll(takeUp(own, UNSTORED));
            if (!own.isEmpty()) {
                LOG.log(System.Logger.Level.WARNING, own.size()
                        + " runs were interrupted while the database was unavailable: " + status.wire());
            }
        }
        failed.forEach(left::giveBack);
    }

    /** Returns the runs that could not be taken over. */
    private List<StoredRun> takeUp(List<StoredRun> runs, Problem cutBy) {
        return runs.stream().filter(run -> !takeUp(run, cutBy)).toList();
    }

    private boolean takeUp(StoredRun run, Problem cutBy) {
        try {
            if (run.runExecutionState().status() == RunStatus.RUNNING) {
                cut.end(run, hook(run), cutBy);
            } else {
                resume(run);
            }
            return true;
        } catch (RuntimeException e) {
            boolean newer = e instanceof ApiException refused && refused.code() == ErrorCode.WRITTEN_BY_NEWER_RELEASE;
            String why = newer ? ": " + e.getMessage() : "";
            LOG.log(GroupCommit.level(e), run.id() + " could not be taken over; it will be retried" + why, newer ? null : e);
            return false;
        }
    }

    private RunTransactionHook hook(StoredRun run) {
        return hooks.getOrDefault(run.source(), RunTransactionHook.NONE);
    }

    private void resume(StoredRun stored) {
        Optional<Caller> caller = callers.apply(stored.session().tenant(), stored.apiKey());
        if (caller.isEmpty()) {
            cut.end(stored, hook(stored), Problem.of(ErrorCode.INVALID_API_KEY, "The API key of this run is no longer valid"));
            return;
        }
        try {
            resume(stored, caller.get());
        } catch (ApiException e) {
            if (e.code() == ErrorCode.WRITTEN_BY_NEWER_RELEASE) {
                // Left for a server of that release.
                throw e;
            }
            cut.end(stored, hook(stored), e.problem());
        }
    }

    private void resume(StoredRun stored, Caller caller) {
        StoredTurn request = StoredTurn.read(stored.runExecutionState().request());
        RequestScope scope = agent.seeing(request.scope(caller, stored.session()));
        Turn turn = request.turn(hook(stored));
        agent.checkModel(scope, turn);
        RunHead head = cut.head(stored, scope);
        TurnState state = stored.runExecutionState().state() == null ? null : StoredTurnState.read(stored.runExecutionState().state());
        Replay replay = new Replay();
        long last = archive.replay(stored, replay::add);
        RunState now = new RunState(stored.id(), stored.session(), stored.model(), stored.runExecutionState().status(), replay.shown(),
                stored.created(), stored.updated(), null);
        Run run = archive.reopen(head, stored.memory(), now, last);
        if (state == null) {
            agent.restart(run, turn);
        } else {
            agent.restart(run, turn, state, replay.choice(state.question().id()), replay.asked(state.question().id()));
        }
    }
}
