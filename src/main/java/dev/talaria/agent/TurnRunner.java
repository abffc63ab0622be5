package dev.talaria.agent;

import dev.talaria.agent.turn.Question;
import dev.talaria.agent.turn.Turn;
import dev.talaria.agent.turn.TurnOutput;
import dev.talaria.agent.turn.TurnState;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream;
import dev.talaria.event.RunEnded;
import dev.talaria.run.Approvals;
import dev.talaria.run.Run;
import dev.talaria.run.Slots;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.text.LogText;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Brings runs from their session's permit to a slot, a thread and their end. Who waits holds neither slot nor thread; a run that waits
 * for somebody's answer keeps its session. A durable run that has to stop while it waits, because the server does, is left as it is
 * stored, for the server that is started next. Safe for many threads; nothing here blocks.
 */
final class TurnRunner {
    private static final System.Logger LOG = System.getLogger(TurnRunner.class.getName());
    private static final Slots.Slot NO_SLOT = () -> { };

    private final TurnLoop loop;
    private final RunArchive archive;
    private final AgentParts.Admission admission;
    private final AgentParts.Executors executors;

    TurnRunner(TurnLoop loop, AgentParts parts) {
        this.loop = loop;
        this.archive = parts.stores().archive();
        this.admission = parts.admission();
        this.executors = parts.executors();
    }

    /** Completes when the run has a thread, or has ended without one. */
    CompletableFuture<Slots.Slot> begin(Run run, Turn turn, CompletableFuture<SessionTurns.Permit> permit) {
        boolean waits = !permit.isDone();
        if (waits) {
            run.append(new AgentEvent.RunQueued());
        }
        CompletableFuture<Slots.Slot> slot = permit.thenCompose(given -> {
            try {
                return claim(given, run, turn, waits, () -> loop.begin(run, turn)).whenComplete((place, fault) -> {
                    if (fault != null) {
                        given.release();
                    }
                });
            } catch (RuntimeException | Error e) {
                given.release();
                throw e;
            }
        });
        Cancellation.Registration leaving = run.cancellation().onCancel(() -> permit.cancel(false));
        return slot.whenComplete((given, fault) -> {
            leaving.close();
            if (fault != null) {
                end(run, turn, endOf(run, fault));
            }
        });
    }

    /** Goes on from the session's permit to a slot and a thread. Where it fails the permit is still the caller's. */
    private CompletableFuture<Slots.Slot> claim(SessionTurns.Permit permit, Run run, Turn turn, boolean waited,
            Supplier<TurnOutcome> work) {
        Slots slots = admission.slots();
        CompletableFuture<Slots.Slot> claim = turn.terms().durable() ? slots.claim(admission.longest()) : slots.claim();
        if (!waited && !claim.isDone()) {
            queued(run, claim);
        }
        Cancellation.Registration leaving = run.cancellation().onCancel(() -> claim.cancel(false));
        return claim.whenComplete((slot, fault) -> {
            leaving.close();
            if (fault == null) {
                carry(permit, slot, run, turn, work);
            }
        });
    }

    private static void queued(Run run, CompletableFuture<Slots.Slot> claim) {
        try {
            run.append(new AgentEvent.RunQueued());
        } catch (RuntimeException | Error e) {
            claim.thenAccept(Slots.Slot::release);
            claim.cancel(false);
            throw e;
        }
    }

    private void carry(SessionTurns.Permit permit, Slots.Slot slot, Run run, Turn turn, Supplier<TurnOutcome> work) {
        try {
            executors.turnThreads().execute(() -> work(permit, slot, run, turn, work));
        } catch (RejectedExecutionException e) {
            slot.release();
            throw ErrorCode.DRAINING.because("The server is stopping", e);
        } catch (RuntimeException | Error e) {
            // Such as no memory for one more thread: that passes, and must not cost a place for good.
            slot.release();
            throw e;
        }
    }

    /** Whatever breaks here, place and session are given back and the run ends. */
    private void work(SessionTurns.Permit permit, Slots.Slot slot, Run run, Turn turn, Supplier<TurnOutcome> work) {
        try {
            TurnOutcome outcome;
            try {
                outcome = work.get();
            } finally {
                // Who reads the end may begin the next turn at once, and must find place and session free.
                slot.release();
            }
            if (outcome instanceof TurnOutcome.Suspended suspended) {
                ask(run, turn, suspended.state(), permit);
            } else {
                end(run, permit, ((TurnOutcome.Finished) outcome).tell());
            }
        } catch (RuntimeException | Error e) {
            permit.release();
            endBroken(run, turn, e);
        }
    }

    /** The session's next turn must find what this one has left, so that it waits for it; no thread does. */
    private void end(Run run, SessionTurns.Permit permit, CompletableFuture<Runnable> tell) {
        if (tell.isDone()) {
            permit.release();
            tell.join().run();
            return;
        }
        tell.whenCompleteAsync((told, fault) -> {
            permit.release();
            if (fault == null) {
                told.run();
            } else {
                run.breakOff(endOf(run, fault));
            }
        }, archive.afterCommits());
    }

    private void endBroken(Run run, Turn turn, Throwable fault) {
        TurnOutput nothing = new TurnOutput();
        RunEnded end = new RunEnded.RunFailed(Problem.internal(run.scope().requestId()), nothing.output(), nothing.usage());
        try {
            end(run, turn, end);
            LOG.log(System.Logger.Level.ERROR, "Turn broke off: " + run.id(), LogText.plain(fault));
        } catch (RuntimeException | Error e) {
            run.breakOff(end);
        }
    }

    /** Shows a turn's question and lets the turn wait for the answer. */
    private void ask(Run run, Turn turn, TurnState state, SessionTurns.Permit permit) {
        CompletableFuture<Approvals.Choice> answer = run.approvals().open(state.question().id());
        show(run, state.question());
        await(run, turn, state, permit, answer);
    }

    static void show(Run run, Question question) {
        run.append(new AgentEvent.ApprovalRequested(question.id(), question.callId(), question.tool(), question.description()));
    }

    /** Lets a turn wait for the answer to its question, without a thread. */
    void await(Run run, Turn turn, TurnState state, SessionTurns.Permit permit, CompletableFuture<Approvals.Choice> answer) {
        Question question = state.question();
        long patience = Math.max(0, Duration.between(executors.clock().instant(), question.until()).toMillis());
        try {
            ScheduledFuture<?> late = executors.timer()
                    .schedule(() -> answer.complete(Approvals.Choice.DENY), patience, TimeUnit.MILLISECONDS);
            answer.whenComplete((choice, fault) -> late.cancel(false));
        } catch (RejectedExecutionException e) {
            answer.cancel(false);
        }
        Cancellation.Registration stopping = run.cancellation().onCancel(() -> answer.cancel(false));
        answer.whenComplete((choice, fault) -> {
            stopping.close();
            if (choice != null) {
                run.append(new AgentEvent.ApprovalResolved(question.id(), choice.wire()));
            }
            resume(run, turn, state, choice, permit);
        });
    }

    /**
     * Carries a turn on that has its answer.
     *
     * @param choice null where the run was stopped instead
     */
    void resume(Run run, Turn turn, TurnState state, Approvals.Choice choice, SessionTurns.Permit permit) {
        if (choice == null) {
            stop(run, turn, state, permit);
            return;
        }
        claim(permit, run, turn, false, () -> loop.resume(run, turn, state, choice)).exceptionally(fault -> {
            LOG.log(System.Logger.Level.WARNING, run.id() + " cannot be carried on with the answer it waited for",
                    LogText.plain(cause(fault)));
            run.cancellation().cancel(Cancellation.Reason.DEADLINE);
            stop(run, turn, state, permit);
            return NO_SLOT;
        });
    }

    /**
     * What was said is filed, which needs a thread but no slot; a server that stops leaves it to the next. Where there is no thread the
     * run's end alone tells it.
     */
    void stop(Run run, Turn turn, TurnState state, SessionTurns.Permit permit) {
        if (run.cancellation().reason() == Cancellation.Reason.SHUTDOWN) {
            leave(run, permit);
            return;
        }
        try {
            carry(permit, NO_SLOT, run, turn, () -> loop.resume(run, turn, state, null));
        } catch (ApiException e) {
            leave(run, permit);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "What " + run.id() + " has said cannot be filed", LogText.plain(e));
            permit.release();
            end(run, turn, endOf(run, e, state.output()));
        }
    }

    /** For a turn that was to be carried on and cannot be: it has failed, with what it had said. */
    void refuse(Run run, Turn turn, TurnState state, Throwable fault) {
        end(run, turn, endOf(run, fault, state.output()));
    }

    private void leave(Run run, SessionTurns.Permit permit) {
        permit.release();
        archive.leave(run, endOf(run, ErrorCode.DRAINING.because("The server is stopping")));
    }

    /** For a run that no turn thread took up. */
    private void end(Run run, Turn turn, RunEnded end) {
        if (!run.head().durable()) {
            run.append(end);
            return;
        }
        if (end.failure().filter(problem -> problem.code() == ErrorCode.DRAINING).isPresent()) {
            archive.leave(run, end);
            return;
        }
        EventStream.Numbered numbered = run.events().number(end);
        archive.end(run, numbered, turn.transcript().hook().of(run.head(), end, null), null).whenCompleteAsync((stored, failure) -> {
            if (failure == null) {
                run.append(numbered);
            } else {
                run.breakOff(end);
            }
        }, archive.afterCommits());
    }

    /** Of a run that has not begun. */
    static RunEnded endOf(Run run, Throwable fault) {
        return endOf(run, fault, new TurnOutput());
    }

    private static RunEnded endOf(Run run, Throwable fault, TurnOutput output) {
        if (run.cancellation().isCancelled()) {
            return new RunEnded.RunCancelled(run.cancellation().reason(), output.output(), output.usage());
        }
        return new RunEnded.RunFailed(TurnRecorder.problem(run, cause(fault)), output.output(), output.usage());
    }

    static Throwable cause(Throwable fault) {
        return fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    }
}
