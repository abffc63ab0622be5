package dev.talaria.agent;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream;
import dev.talaria.event.RunEnded;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.run.CallerRuns;
import dev.talaria.run.Run.MemoryState;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.Slots;
import dev.talaria.run.Started;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.run.stored.StoredInput;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts runs: behind their session, then for a slot, then on a turn thread. Whatever goes wrong on the way ends the run,
 * so a caller only ever follows the run it was given. Safe for many threads.
 */
public final class AgentService {
    private final TurnLoop loop;
    private final RunArchive archive;
    private final Slots slots;
    private final AgentParts.Queueing queueing;
    private final StartedOnce startedOnce;
    private final Executor turnThreads;
    private final Clock clock;
    private final boolean remembers;
    private final Agents agents;
    private final CallerRuns callerRuns = new CallerRuns();
    private final SessionTurns sessions = new SessionTurns();
    private final AtomicInteger queued = new AtomicInteger();

    public AgentService(AgentParts parts) {
        this.loop = parts.loop();
        this.archive = parts.archive();
        this.slots = parts.slots();
        this.queueing = parts.queueing();
        this.startedOnce = new StartedOnce(parts);
        this.turnThreads = parts.turnThreads();
        this.clock = parts.clock();
        this.remembers = parts.remembers();
        this.agents = parts.agents();
    }

    /**
     * Starts a run. It may be shown once {@link Run#accepted} has completed. Blocks for the database where the turn is durable and
     * has an idempotency key, else never.
     *
     * @throws ApiException {@code idempotency_key_conflict}; {@code rate_limit_exceeded} where too many durable runs wait
     *                      or the caller's API key has no more; {@code model_not_found} where it may not use the model;
     *                      every other fault is the run's end
     */
    public Started start(RequestScope scope, Turn turn) {
        if (!scope.caller().grants().allows(agents.answering(turn.model()))) {
            throw agents.notFound(turn.model());
        }
        return startedOnce.start(scope, turn, (id, remembered) -> launch(scope, turn, id, remembered));
    }

    private Run launch(RequestScope asked, Turn turn, RunId id, Write remembered) {
        if (turn.terms().durable() && queued.get() >= queueing.most()) {
            throw ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many queued runs (max " + queueing.most() + ")")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
        boolean off = !remembers || turn.task() || turn.preferences().memoryOff();
        RequestScope scope = withSession(off ? asked.withoutMemory() : asked, turn, id);
        MemoryState memory = off ? MemoryState.OFF : scope.memory() == null ? MemoryState.NONE : MemoryState.ON;
        callerRuns.enter(scope.caller());
        Run run = archive.open(new RunHead(id, scope, turn.source(), turn.model(), turn.terms().durability(), clock.instant()), memory);
        run.outcome().thenAccept(end -> callerRuns.leave(scope.caller()));
        CompletableFuture<SessionTurns.Permit> permit = turn.task() || scope.session().derived()
                ? CompletableFuture.completedFuture(SessionTurns.FREE)
                : sessions.enter(scope.session(), run, turn.preferences().multitask());
        if (turn.terms().durable()) {
            launchStored(run, turn, permit, remembered);
        } else {
            proceed(run, turn, permit);
        }
        return run;
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
        queued.incrementAndGet();
        StoredInput input = new StoredInput(turn.history(), turn.input(), turn.preferences().history(),
                run.scope().identity().userId().orElse(null), run.scope().memoryScope().map(MemoryScope::id).orElse(null));
        archive.store(run, input, remembered).whenCompleteAsync((stored, fault) -> {
            if (fault == null) {
                proceed(run, turn, permit).whenComplete((slot, failure) -> queued.decrementAndGet());
                run.accept();
            } else {
                queued.decrementAndGet();
                permit.thenAccept(SessionTurns.Permit::release);
                permit.cancel(false);
                refuse(run, fault);
            }
        }, archive.afterCommits());
    }

    /** Nobody has heard of the run yet: it fails without a trace. */
    private static void refuse(Run run, Throwable fault) {
        run.reject(cause(fault));
        run.append(endOf(run, fault));
    }

    private CompletableFuture<Slots.Slot> proceed(Run run, Turn turn, CompletableFuture<SessionTurns.Permit> permit) {
        boolean waits = !permit.isDone();
        if (waits) {
            run.append(new AgentEvent.RunQueued());
        }
        CompletableFuture<Slots.Slot> slot = permit.thenCompose(given -> claim(given, run, turn, waits));
        Cancellation.Registration leaving = run.cancellation().onCancel(() -> permit.cancel(false));
        return slot.whenComplete((given, fault) -> {
            leaving.close();
            if (fault != null) {
                end(run, fault);
            }
        });
    }

    /** Goes on from the session's permit to a slot and a thread; both are given back when the turn is over. */
    private CompletableFuture<Slots.Slot> claim(SessionTurns.Permit permit, Run run, Turn turn, boolean waited) {
        CompletableFuture<Slots.Slot> claim = turn.terms().durable() ? slots.claim(queueing.longest()) : slots.claim();
        if (!waited && !claim.isDone()) {
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
                    Runnable tell = loop.run(run, turn);
                    // Who reads the end may begin the next turn at once, and must find place and session free.
                    release.run();
                    tell.run();
                });
            } catch (RejectedExecutionException e) {
                release.run();
                throw ErrorCode.DRAINING.because("The server is stopping", e);
            }
        });
    }

    /** For a run that no turn thread took up. */
    private void end(Run run, Throwable fault) {
        RunEnded end = endOf(run, fault);
        if (!run.head().durable()) {
            run.append(end);
            return;
        }
        EventStream.Numbered numbered = run.events().number(end);
        archive.end(run, numbered, Write.NOTHING).whenCompleteAsync((stored, failure) -> {
            if (failure == null) {
                run.append(numbered);
            } else {
                run.breakOff(end);
            }
        }, archive.afterCommits());
    }

    private static RunEnded endOf(Run run, Throwable fault) {
        Message nothing = new Message(Role.ASSISTANT, List.of(), null);
        if (run.cancellation().isCancelled()) {
            return new RunEnded.RunCancelled(run.cancellation().reason(), nothing, Usage.NONE);
        }
        Problem problem = cause(fault) instanceof ApiException known ? known.problem()
                : Problem.of(ErrorCode.INTERNAL_ERROR, "Internal error (" + run.scope().requestId() + ")");
        return new RunEnded.RunFailed(problem, nothing, Usage.NONE);
    }

    private static Throwable cause(Throwable fault) {
        return fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    }
}
