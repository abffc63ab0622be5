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
 * Brings runs from their session to a slot, a thread and their end. Who waits holds neither slot nor thread; a run that waits for
 * somebody's answer keeps its session. What a run holds is in its {@link Ticket}, which its end closes. A durable run that has to stop
 * while it waits, because the server does, is left as it is stored, for the server that is started next. Safe for many threads; nothing
 * here blocks.
 */
public final class TurnRunner {
    private static final System.Logger LOG = System.getLogger(TurnRunner.class.getName());

    private final TurnLoop loop;
    private final RunArchive archive;
    private final Executor turnThreads;
    private final ScheduledExecutorService timer;
    private final Clock clock;

    /** @param turnThreads one thread a turn, never a queue */
    public TurnRunner(TurnLoop loop, RunArchive archive, Executor turnThreads, ScheduledExecutorService timer, Clock clock) {
        this.loop = Objects.requireNonNull(loop);
        this.archive = Objects.requireNonNull(archive);
        this.turnThreads = Objects.requireNonNull(turnThreads);
        this.timer = Objects.requireNonNull(timer);
        this.clock = Objects.requireNonNull(clock);
    }

    /** Carries a turn out once the ticket has its session. Never throws: the run ends instead. */
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
     * Goes on to a slot and a thread. Never throws.
     *
     * @param failed told where there is none
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

    /** Null, or why there is no thread, such as no memory for one more: that passes, and must not cost a slot for good. */
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

    /** Whatever breaks here, the slot is given back and the run ends. */
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
            LOG.log(System.Logger.Level.ERROR, "Turn broke off: " + run.id(), LogText.plain(fault));
        } catch (RuntimeException | Error e) {
            run.breakOff(end);
        }
    }

    /** Shows a turn's question and lets the turn wait for the answer. */
    private void ask(Run run, Turn turn, TurnState state, Ticket ticket) {
        CompletableFuture<Approvals.Choice> answer = run.approvals().open(state.question().id());
        show(run, state.question());
        await(run, turn, state, ticket, answer);
    }

    static void show(Run run, Question question) {
        run.append(new AgentEvent.ApprovalRequested(question.id(), question.callId(), question.tool(), question.description()));
    }

    /** Lets a turn wait for the answer to its question, without a thread. */
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
     * Carries a turn on that has its answer.
     *
     * @param choice null where the run was stopped instead
     */
    void resume(Run run, Turn turn, TurnState state, Approvals.Choice choice, Ticket ticket) {
        if (choice == null) {
            stop(run, turn, state, ticket);
            return;
        }
        claim(run, turn, ticket, false, () -> loop.resume(run, turn, state, choice), fault -> {
            LOG.log(System.Logger.Level.WARNING, run.id() + " cannot be carried on with the answer it waited for",
                    LogText.plain(cause(fault)));
            run.cancellation().cancel(Cancellation.Reason.DEADLINE);
            stop(run, turn, state, ticket);
        });
    }

    /**
     * What was said is filed, which needs a thread but no slot; a server that stops leaves it to the next. Where there is no thread the
     * run's end alone tells it.
     */
    void stop(Run run, Turn turn, TurnState state, Ticket ticket) {
        boolean leaves = run.cancellation().reason() == Cancellation.Reason.SHUTDOWN;
        Throwable obstacle = leaves ? null : carry(run, turn, ticket, () -> loop.resume(run, turn, state, null));
        if (leaves || obstacle instanceof ApiException) {
            archive.leave(run, endOf(run, ErrorCode.DRAINING.because("The server is stopping")));
        } else if (obstacle != null) {
            LOG.log(System.Logger.Level.WARNING, "What " + run.id() + " has said cannot be filed", LogText.plain(obstacle));
            fail(run, turn, obstacle, state.output());
        }
    }

    /** Ends a run that no turn thread takes up, with what it had said. Never throws. */
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
