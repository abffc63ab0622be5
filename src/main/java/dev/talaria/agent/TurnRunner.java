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
import dev.talaria.run.admission.Ticket;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Brings runs from their session to a slot, a thread and their end. A waiting run holds neither slot nor thread; one that waits for a
 * person's answer keeps its session. The run's {@link Ticket} holds all of that, and the run's end closes it. A durable run that waits when
 * the server stops is left as stored, for the next server to take over. Safe for many threads; never blocks.
 */
public final class TurnRunner {
    private static final System.Logger LOG = System.getLogger(TurnRunner.class.getName());

    private final TurnLoop loop;
    private final RunArchive archive;
    private final Executor turnThreads;
    private final ScheduledExecutorService timer;
    private final Clock clock;

    /** @param turnThreads starts one thread a turn; must not queue */
    public TurnRunner(TurnLoop loop, RunArchive archive, Executor turnThreads, ScheduledExecutorService timer, Clock clock) {
        this.loop = Objects.requireNonNull(loop);
        this.archive = Objects.requireNonNull(archive);
        this.turnThreads = Objects.requireNonNull(turnThreads);
        this.timer = Objects.requireNonNull(timer);
        this.clock = Objects.requireNonNull(clock);
    }

    /** Executes a turn once its ticket has the session. Never throws: a fault ends the run. */
    void begin(Run run, Turn turn, Ticket ticket) {
        Consumer<Throwable> failed = fault -> fail(run, turn, fault, new TurnOutput());
        try {
            boolean waits = !ticket.session().isDone();
            if (waits) {
                run.append(new AgentEvent.RunQueued());
            }
            ticket.session().whenComplete((given, fault) -> {
                if (fault == null) {
                    claim(run, turn, ticket, waits, () -> loop.begin(run, turn), failed);
                } else {
                    failed.accept(fault);
                }
            });
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    /**
     * Claims a slot and a thread. Never throws.
     *
     * @param failed accepts the fault if there is none
     */
    private void claim(Run run, Turn turn, Ticket ticket, boolean saidSo, Supplier<TurnState> work, Consumer<Throwable> failed) {
        try {
            CompletableFuture<?> slot = ticket.claimSlot();
            if (!slot.isDone() && !saidSo) {
                run.append(new AgentEvent.RunQueued());
            }
            slot.whenComplete((given, fault) -> {
                Throwable obstacle = fault == null ? carry(run, turn, ticket, work) : fault;
                if (obstacle != null) {
                    failed.accept(obstacle);
                }
            });
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    /** Returns null, or why there is no thread, such as a lack of memory: that passes, and must not leak a slot. */
    private Throwable carry(Run run, Turn turn, Ticket ticket, Supplier<TurnState> work) {
        try {
            turnThreads.execute(() -> work(run, turn, ticket, work));
            return null;
        } catch (RejectedExecutionException e) {
            ticket.releaseSlot();
            return ErrorCode.DRAINING.because("The server is stopping", e);
        } catch (RuntimeException | Error e) {
            ticket.releaseSlot();
            return e;
        }
    }

    /** Runs the work; whatever it throws, the slot is released and the run ends. */
    private void work(Run run, Turn turn, Ticket ticket, Supplier<TurnState> work) {
        try {
            TurnState waiting;
            try {
                waiting = work.get();
            } finally {
                ticket.releaseSlot();
            }
            if (waiting != null) {
                ask(run, turn, waiting, ticket);
            }
        } catch (RuntimeException | Error e) {
            endBroken(run, turn, e);
        }
    }

    private void endBroken(Run run, Turn turn, Throwable fault) {
        TurnOutput nothing = new TurnOutput();
        RunEnded end = new RunEnded.RunFailed(Problem.internal(run.scope().requestId()), nothing.output(), nothing.usage());
        try {
            end(run, turn, end);
            LOG.log(System.Logger.Level.ERROR, "Turn aborted: " + run.id(), LogText.plain(fault));
        } catch (RuntimeException | Error e) {
            run.breakOff(end);
        }
    }

    /** Shows a turn's question and suspends the turn until the answer. */
    private void ask(Run run, Turn turn, TurnState state, Ticket ticket) {
        CompletableFuture<Approvals.Choice> answer = run.approvals().open(state.question().id());
        show(run, state.question());
        await(run, turn, state, ticket, answer);
    }

    static void show(Run run, Question question) {
        run.append(new AgentEvent.ApprovalRequested(question.id(), question.callId(), question.tool(), question.description(),
                Approvals.Choice.among(run.remembersConsent()).stream().map(Approvals.Choice::wire).toList()));
    }

    /** Suspends a turn until the answer to its question, without a thread. */
    void await(Run run, Turn turn, TurnState state, Ticket ticket, CompletableFuture<Approvals.Choice> answer) {
        Question question = state.question();
        long patience = Math.max(0, Duration.between(clock.instant(), question.until()).toMillis());
        try {
            ScheduledFuture<?> late = timer.schedule(() -> answer.complete(Approvals.Choice.DENY), patience, TimeUnit.MILLISECONDS);
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
            resume(run, turn, state, choice, ticket);
        });
    }

    /**
     * Resumes a turn with its answer.
     *
     * @param choice null if the run was stopped instead
     */
    void resume(Run run, Turn turn, TurnState state, Approvals.Choice choice, Ticket ticket) {
        if (choice == null) {
            stop(run, turn, state, ticket);
            return;
        }
        claim(run, turn, ticket, false, () -> loop.resume(run, turn, state, choice), fault -> {
            LOG.log(System.Logger.Level.WARNING, run.id() + " could not be resumed after its approval",
                    LogText.plain(cause(fault)));
            run.cancellation().cancel(Cancellation.Reason.DEADLINE);
            stop(run, turn, state, ticket);
        });
    }

    /**
     * Files the output of a suspended turn, which needs a thread but no slot; a server that stops leaves it to the next one. Without a
     * thread only the run's end shows it.
     */
    void stop(Run run, Turn turn, TurnState state, Ticket ticket) {
        boolean leaves = run.cancellation().reason() == Cancellation.Reason.SHUTDOWN;
        Throwable obstacle = leaves ? null : carry(run, turn, ticket, () -> loop.resume(run, turn, state, null));
        if (leaves || obstacle instanceof ApiException) {
            archive.leave(run, endOf(run, ErrorCode.DRAINING.because("The server is stopping")));
        } else if (obstacle != null) {
            LOG.log(System.Logger.Level.WARNING, "The output of " + run.id() + " could not be stored", LogText.plain(obstacle));
            fail(run, turn, obstacle, state.output());
        }
    }

    /** Ends a run that no turn thread executes, with its output so far. Never throws. */
    void fail(Run run, Turn turn, Throwable fault, TurnOutput output) {
        try {
            end(run, turn, endOf(run, fault, output));
        } catch (RuntimeException | Error e) {
            run.breakOff(new RunEnded.RunFailed(Problem.internal(run.scope().requestId()), output.output(), output.usage()));
        }
    }

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
        archive.end(run, numbered, turn.transcript().hook().of(run.head(), end, null), null).told().whenComplete((stored, failure) -> {
            if (failure == null) {
                run.append(numbered);
            } else {
                run.breakOff(end);
            }
        });
    }

    /** Returns the end of a run that has not started. */
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
