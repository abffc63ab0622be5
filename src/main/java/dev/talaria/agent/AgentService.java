package dev.talaria.agent;

import dev.talaria.agent.turn.Turn;
import dev.talaria.agent.turn.StoredTurn;
import dev.talaria.agent.turn.TurnState;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.Cancellation;
import dev.talaria.run.Approvals;
import dev.talaria.run.CallerRuns;
import dev.talaria.run.Run;
import dev.talaria.run.Run.MemoryState;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.Started;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Starts runs: behind their session, then for a slot, then on a turn thread. Whatever goes wrong on the way ends the run,
 * so a caller only ever follows the run it was given. Safe for many threads.
 */
public final class AgentService {
    private final TurnRunner runner;
    private final RunArchive archive;
    private final AgentParts.Admission admission;
    private final StartedOnce startedOnce;
    private final Clock clock;
    private final boolean remembers;
    private final Agents agents;
    private final CallerRuns callerRuns = new CallerRuns();
    private final SessionTurns sessions = new SessionTurns();
    private final AtomicInteger queued = new AtomicInteger();

    public AgentService(AgentParts parts) {
        this.runner = new TurnRunner(parts.loop(), parts);
        this.archive = parts.stores().archive();
        this.admission = parts.admission();
        this.startedOnce = new StartedOnce(parts);
        this.clock = parts.executors().clock();
        this.remembers = parts.settings().remembers();
        this.agents = parts.agents();
    }

    /**
     * Starts a run. It may be shown once {@link Run#accepted} has completed. Blocks for the database where the turn is durable and
     * has an idempotency key, else never.
     *
     * @throws ApiException {@code idempotency_key_conflict}; {@code rate_limit_exceeded} where too many durable runs wait
     *                      or the caller's API key has no more; {@code overloaded}; {@code model_not_found} where it may not use the model;
     *                      every other fault is the run's end
     */
    public Started start(RequestScope scope, Turn turn) {
        checkModel(scope, turn);
        return startedOnce.start(scope, turn, (id, remembered) -> launch(scope, turn, id, remembered));
    }

    /** Forgets which idempotency keys have started these runs in the last minutes, so that they start new ones. */
    public void forgetKeys(Predicate<Run> runs) {
        startedOnce.forget(runs);
    }

    /** @throws ApiException {@code model_not_found} where the caller may not use the model */
    void checkModel(RequestScope scope, Turn turn) {
        if (!scope.caller().grants().allows(agents.answering(turn.model()))) {
            throw agents.notFound(turn.model());
        }
    }

    private Run launch(RequestScope asked, Turn turn, RunId id, Write remembered) {
        if (turn.terms().durable() && queued.get() >= admission.most()) {
            throw ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many queued runs (max " + admission.most() + ")")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
        boolean off = !remembers || turn.task() || turn.preferences().memoryOff();
        RequestScope scope = withSession(off ? asked.withoutMemory() : asked, turn, id);
        MemoryState memory = off ? MemoryState.OFF : scope.memory() == null ? MemoryState.NONE : MemoryState.ON;
        Run run = admit(new RunHead(id, scope, turn.source(), turn.model(), turn.terms().durability(), clock.instant()), memory);
        CompletableFuture<SessionTurns.Permit> permit = null;
        try {
            permit = enter(run, turn, turn.preferences().multitask());
            if (turn.terms().durable()) {
                launchStored(run, turn, permit, remembered);
            } else {
                runner.begin(run, turn, permit);
            }
        } catch (RuntimeException | Error e) {
            giveUp(permit);
            refuse(run, e);
        }
        return run;
    }

    /** From here on the run's end gives its API key's place back. */
    private Run admit(RunHead head, MemoryState memory) {
        Caller caller = head.scope().caller();
        Runnable leaveStreams = admission.streams().enter();
        try {
            callerRuns.enter(caller);
        } catch (RuntimeException | Error e) {
            leaveStreams.run();
            throw e;
        }
        Runnable leave = () -> {
            leaveStreams.run();
            callerRuns.leave(caller);
        };
        try {
            Run run = archive.open(head, memory);
            run.ending().thenAccept(end -> leave.run());
            return run;
        } catch (RuntimeException | Error e) {
            leave.run();
            throw e;
        }
    }

    /** @param permit null where none was asked for */
    private static void giveUp(CompletableFuture<SessionTurns.Permit> permit) {
        if (permit != null) {
            permit.thenAccept(SessionTurns.Permit::release);
            permit.cancel(false);
        }
    }

    private CompletableFuture<SessionTurns.Permit> enter(Run run, Turn turn, Preferences.Multitask multitask) {
        SessionRef session = run.scope().session();
        return turn.task() || session.derived() ? CompletableFuture.completedFuture(SessionTurns.FREE)
                : sessions.enter(session, run, multitask);
    }

    private static RequestScope withSession(RequestScope scope, Turn turn, RunId id) {
        return turn.terms().ownSession() && scope.session().derived()
                ? scope.withSession(SessionRef.named(scope.session().tenant(), scope.session().owner(), id.toString())) : scope;
    }

    /** The run takes its place in the line at once, and goes on from there when it is stored. */
    private void launchStored(Run run, Turn turn, CompletableFuture<SessionTurns.Permit> permit, Write remembered) {
        if (permit.isCompletedExceptionally()) {
            permit.whenComplete((given, fault) -> refuse(run, fault));
            return;
        }
        Write more = remembered.and(turn.transcript().hook().begins(run.head()));
        CompletableFuture<Void> stored = archive.store(run, StoredTurn.write(run.scope(), turn), more);
        queued.incrementAndGet();
        stored.whenCompleteAsync((nothing, fault) -> {
            if (fault == null) {
                begin(run, turn, permit);
                run.accept();
            } else {
                queued.decrementAndGet();
                giveUp(permit);
                refuse(run, fault);
            }
        }, archive.afterCommits());
    }

    private void begin(Run run, Turn turn, CompletableFuture<SessionTurns.Permit> permit) {
        runner.begin(run, turn, permit).whenComplete((slot, failure) -> queued.decrementAndGet());
    }

    /** Nobody has heard of the run yet: it fails without a trace. */
    private void refuse(Run run, Throwable fault) {
        archive.forget(run);
        run.reject(TurnRunner.cause(fault));
        run.append(TurnRunner.endOf(run, fault));
    }

    /** Carries out a run that another process had accepted and not begun. */
    void restart(Run run, Turn turn) {
        readmit(run);
        queued.incrementAndGet();
        begin(run, turn, enter(run, turn, Preferences.Multitask.ENQUEUE));
    }

    /**
     * Carries a turn on that waited for an answer in another process.
     *
     * @param choice the answer, where it had been given
     * @param asked  readers have seen the question
     */
    void restart(Run run, Turn turn, TurnState state, Optional<Approvals.Choice> choice, boolean asked) {
        readmit(run);
        CompletableFuture<Approvals.Choice> answer = run.approvals().open(state.question().id());
        if (!asked) {
            TurnRunner.show(run, state.question());
        }
        CompletableFuture<SessionTurns.Permit> line = enter(run, turn, Preferences.Multitask.ENQUEUE);
        Cancellation.Registration leaving = run.cancellation().onCancel(() -> line.cancel(false));
        line.whenComplete((permit, fault) -> {
            leaving.close();
            if (fault != null) {
                answer.cancel(false);
            }
            if (fault == null && choice.isPresent()) {
                runner.resume(run, turn, state, choice.get(), permit);
            } else if (fault == null) {
                runner.await(run, turn, state, permit, answer);
            } else if (run.cancellation().isCancelled()) {
                // What it said belongs to an earlier moment of the session than the turn that holds it: it need not wait for that.
                runner.stop(run, turn, state, SessionTurns.FREE);
            } else {
                runner.refuse(run, turn, state, fault);
            }
        });
    }

    private void readmit(Run run) {
        callerRuns.readmit(run.scope().caller());
        Runnable leaveStreams = admission.streams().readmit();
        run.ending().thenAccept(end -> {
            leaveStreams.run();
            callerRuns.leave(run.scope().caller());
        });
    }
}
