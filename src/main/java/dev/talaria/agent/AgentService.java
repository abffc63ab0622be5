package dev.talaria.agent;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.run.Idempotency;
import dev.talaria.run.Run;
import dev.talaria.run.Run.MemoryState;
import dev.talaria.run.RunId;
import dev.talaria.run.RunRegistry;
import dev.talaria.run.Slots;
import dev.talaria.run.Started;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Starts runs: behind their session, then for a slot, then on a turn thread. Whatever goes wrong on the way ends the run,
 * so a caller only ever follows the run it was given. Safe for many threads; never blocks.
 */
public final class AgentService {
    private final TurnLoop loop;
    private final RunRegistry runs;
    private final Slots slots;
    private final Idempotency idempotency;
    private final Executor turnThreads;
    private final Clock clock;
    private final boolean remembers;
    private final SessionTurns sessions = new SessionTurns();

    public AgentService(AgentParts parts) {
        this.loop = parts.loop();
        this.runs = parts.runs();
        this.slots = parts.slots();
        this.idempotency = parts.idempotency();
        this.turnThreads = parts.turnThreads();
        this.clock = parts.clock();
        this.remembers = parts.remembers();
    }

    /** @throws ApiException {@code idempotency_key_conflict}; every other fault is the run's end */
    public Started start(RequestScope scope, Turn turn) {
        return idempotency.start(scope, turn.fingerprint(), () -> launch(scope, turn));
    }

    private Run launch(RequestScope asked, Turn turn) {
        boolean off = !remembers || turn.task() || turn.preferences().memoryOff();
        RunId id = RunId.random();
        RequestScope scope = sited(off ? asked.withoutMemory() : asked, id, turn);
        MemoryState memory = off ? MemoryState.OFF : scope.memory() == null ? MemoryState.NONE : MemoryState.ON;
        Run run = new Run(id, scope, clock.instant(), memory);
        runs.add(run);
        CompletableFuture<SessionTurns.Permit> permit = turn.task() || scope.session().derived()
                ? CompletableFuture.completedFuture(SessionTurns.FREE)
                : sessions.enter(scope.session(), run, turn.preferences().multitask());
        boolean queued = !permit.isDone();
        if (queued) {
            run.append(new AgentEvent.RunQueued());
        }
        CompletableFuture<Slots.Slot> slot = permit.thenCompose(given -> claim(given, run, turn, queued));
        Cancellation.Registration leaving = run.cancellation().onCancel(() -> permit.cancel(false));
        slot.whenComplete((given, fault) -> {
            leaving.close();
            if (fault != null) {
                end(run, fault);
            }
        });
        return run;
    }

    private static RequestScope sited(RequestScope asked, RunId id, Turn turn) {
        SessionRef session = asked.session();
        boolean own = session.derived() && turn.continuity().ownSession();
        return own ? asked.in(SessionRef.named(session.tenant(), session.owner(), id.toString()), asked.memory()) : asked;
    }

    /** Goes on from the session's permit to a slot and a thread; both are given back when the turn is over. */
    private CompletableFuture<Slots.Slot> claim(SessionTurns.Permit permit, Run run, Turn turn, boolean queued) {
        CompletableFuture<Slots.Slot> claim = slots.claim();
        if (!queued && !claim.isDone()) {
            run.append(new AgentEvent.RunQueued());
        }
        Cancellation.Registration leaving = run.cancellation().onCancel(() -> claim.cancel(false));
        return claim.whenComplete((slot, fault) -> {
            leaving.close();
            if (fault != null) {
                permit.release();
                return;
            }
            Runnable release = () -> {
                slot.release();
                permit.release();
            };
            try {
                turnThreads.execute(() -> {
                    try {
                        loop.run(run, turn);
                    } finally {
                        release.run();
                    }
                });
            } catch (RejectedExecutionException e) {
                release.run();
                throw ErrorCode.DRAINING.because("The server is stopping", e);
            }
        });
    }

    private static void end(Run run, Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        Message nothing = new Message(Role.ASSISTANT, List.of(), null);
        if (run.cancellation().isCancelled()) {
            run.append(new RunEnded.RunCancelled(run.cancellation().reason(), nothing, Usage.NONE));
        } else {
            Problem problem = cause instanceof ApiException known ? known.problem()
                    : Problem.of(ErrorCode.INTERNAL_ERROR, "Internal error (" + run.scope().requestId() + ")");
            run.append(new RunEnded.RunFailed(problem, nothing, Usage.NONE));
        }
    }
}
