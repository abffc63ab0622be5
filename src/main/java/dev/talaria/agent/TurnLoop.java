package dev.talaria.agent;

import dev.talaria.agent.catalog.ModelPlan;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.agent.context.ContextCompaction;
import dev.talaria.agent.turn.Logprobs;
import dev.talaria.agent.turn.ModelReply;
import dev.talaria.agent.turn.PreparedTurn;
import dev.talaria.agent.turn.Turn;
import dev.talaria.agent.turn.TurnOutput;
import dev.talaria.agent.turn.TurnState;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.heap.HeapBudget;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.run.Approvals;
import dev.talaria.run.Run;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Executes one turn from its start to its one {@link RunEnded}, on the turn's own thread: transcript, recall, model, server tools until
 * done, one transaction, the end. A turn that must wait for an answer is suspended and resumed later. Safe for many threads; each turn has
 * its own {@link TurnExecution}.
 */
public final class TurnLoop {
    private static final System.Logger LOG = System.getLogger(TurnLoop.class.getName());

    private static final Duration TOOLS_AWAITED = Duration.ofSeconds(30);

    private final TurnPreparer preparer;
    private final Function<NamedAgent, ToolSteps> tools;
    private final Supplier<CompletableFuture<Void>> toolsTried;
    private final Consent consent;
    private final TurnRecorder recorder;
    private final Agents agents;
    private final TimeLimiter limiter;
    private final Bounds bounds;
    private final ModelCalls calls;

    /**
     * @param steps     maximum model calls of a turn
     * @param toolCalls maximum tool calls of a step
     * @param timeout   bound on a whole turn, without the time it waits for a person
     * @param parallelTools maximum number of server tools that a turn runs at once
     * @param toolTimeout bound on the call of a tool that has no bound of its own
     * @param answers   the heap that answers may take until their runs have ended
     */
    public record Bounds(int steps, int toolCalls, Duration timeout, int parallelTools, Duration toolTimeout, HeapBudget answers) {
    }

    /**
     * @param tools      returns an agent's server tools of its moment, which a turn uses until it ends or is suspended
     * @param toolsTried returns what completes once all tools are there that can be had soon after a start
     */
    public TurnLoop(TurnPreparer preparer, ContextCompaction compaction, Function<NamedAgent, ToolSteps> tools,
                    Supplier<CompletableFuture<Void>> toolsTried, Consent consent, TurnRecorder recorder, Agents agents,
                    TimeLimiter limiter, Bounds bounds) {
        this.preparer = preparer;
        this.tools = tools;
        this.toolsTried = toolsTried;
        this.consent = consent;
        this.recorder = recorder;
        this.agents = agents;
        this.limiter = limiter;
        this.bounds = bounds;
        this.calls = new ModelCalls(compaction, bounds.toolCalls(), bounds.answers());
    }

    /**
     * Executes a turn from its start. Never throws.
     *
     * @return the suspended state, which is stored; null if the run has ended, or ends as soon as its end is stored
     */
    TurnState begin(Run run, Turn turn) {
        TurnOutput output = new TurnOutput();
        long deadline = System.nanoTime() + bounds.timeout().toNanos();
        try (Agents.Lease lease = agents.lease()) {
            recorder.begin(run);
            run.append(new AgentEvent.RunStarted());
            ModelPlan plan = lease.plan(turn);
            PreparedTurn prepared = prepare(run, turn, plan.agent(), deadline);
            if (prepared == null) {
                run.steering().close();
                RunEnded end = cut(run, null, output);
                TurnRecorder.TurnWrites left = new TurnRecorder.TurnWrites(turn.transcript().hook().of(run.head(), end, null), null);
                recorder.end(run, end, left);
                return null;
            }
            return carry(run, turn, plan, TurnState.begun(prepared, output, Duration.ofNanos(deadline - System.nanoTime())), null);
        } catch (RuntimeException | Error e) {
            return failed(run, e, output);
        }
    }

    /** Null if the run was cancelled, or its deadline passed, before the prompt was ready. */
    private PreparedTurn prepare(Run run, Turn turn, NamedAgent agent, long deadline) {
        try {
            boolean cancelled = run.cancellation().isCancelled();
            TurnPreparer.Prepared prepared = TurnPreparer.waits(run, turn) || cancelled
                    ? limiter.call(run, deadline, () -> preparer.open(run, turn, agent)) : preparer.open(run, turn, agent);
            prepared.recalled().ifPresent(recalled -> {
                if (recalled.degraded()) {
                    run.memoryDegraded();
                }
                run.append(recalled);
            });
            return prepared.prepared();
        } catch (CancellationException e) {
            return null;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Resumes a suspended turn, as {@link #begin} starts one.
     *
     * @param choice the answer; null if the run was stopped instead
     */
    TurnState resume(Run run, Turn turn, TurnState state, Approvals.Choice choice) {
        try (Agents.Lease lease = agents.lease()) {
            recorder.begin(run);
            ModelPlan plan = lease.plan(turn);
            awaitTools(run, plan.agent(), state);
            return carry(run, turn, plan, state, new TurnExecution.Answer(choice));
        } catch (RuntimeException | Error e) {
            return failed(run, e, state.output());
        }
    }

    /** After a restart the tool of a call that was approved may be one of a server that is being connected. */
    @SuppressWarnings("try") // The registration is there to be closed.
    private void awaitTools(Run run, NamedAgent agent, TurnState state) {
        ToolSteps now = tools.apply(agent);
        if (state.pending().stream().allMatch(call -> now.has(call.name()))) {
            return;
        }
        CompletableFuture<Void> ready = toolsTried.get();
        CompletableFuture<Void> over = ready.copy();
        try (Cancellation.Registration stopping = run.cancellation().onCancel(() -> over.complete(null))) {
            over.get(Math.min(TOOLS_AWAITED.toNanos(), state.left().toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "Not all tools are there: " + run.id(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.cancellation().cancel(Cancellation.Reason.SHUTDOWN);
        }
    }

    private TurnState failed(Run run, Throwable fault, TurnOutput output) {
        RunEnded end = new RunEnded.RunFailed(TurnRecorder.problem(run, fault), output.output(), output.usage());
        recorder.end(run, end, TurnRecorder.TurnWrites.NOTHING);
        return null;
    }

    private TurnState carry(Run run, Turn turn, ModelPlan plan, TurnState from, TurnExecution.Answer answer) {
        TurnExecution execution = new TurnExecution(run, turn, plan, from, tools.apply(plan.agent()).of(run.scope()), answer);
        RunEnded end = answer(execution);
        if (end == null) {
            TurnState waiting = execution.state();
            recorder.pause(run, waiting);
            return waiting;
        }
        run.steering().close().forEach(execution::add);
        TurnRecorder.TurnWrites left = recorder.turnWrites(run, turn, from.prepared(), execution.output(), end);
        recorder.end(run, end, left);
        return null;
    }

    /** Runs steps until the turn ends; null if it is suspended. */
    private RunEnded answer(TurnExecution execution) {
        while (true) {
            while (!execution.pending.isEmpty()) {
                if (!useTools(execution)) {
                    return null;
                }
            }
            if (execution.run.cancellation().isCancelled()) {
                return cut(execution.run, null, execution.output());
            }
            if (!execution.forClient.isEmpty()) {
                return completed(execution.output(), execution.forClient, FinishReason.TOOL_CALLS);
            }
            if (execution.step == bounds.steps()) {
                Problem endless = Problem.of(ErrorCode.UPSTREAM_ERROR, "The model did not finish within " + bounds.steps() + " steps");
                return new RunEnded.RunFailed(endless, execution.output().output(), execution.output().usage());
            }
            RunEnded end = think(execution);
            if (end != null) {
                return end;
            }
        }
    }

    /**
     * Answers pending calls: the first of them that can run side by side, or the first one alone. Returns false if a person must approve
     * the first one before anything else happens.
     */
    private boolean useTools(TurnExecution execution) {
        ToolBatch batch = new ToolBatch(execution.run, execution::context, limiter, execution.deadline,
                execution.callsInParallel() ? bounds.parallelTools() : 1);
        boolean alone = false;
        while (!execution.pending.isEmpty() && !alone) {
            ToolCall call = execution.pending.element();
            alone = execution.tools.runsAlone(call);
            if (!batch.isEmpty() && (alone || mayAsk(execution, call))) {
                break;
            }
            if (!prepare(execution, call, batch)) {
                return false;
            }
            execution.pending.remove();
        }
        batch.results().forEach(execution::add);
        return true;
    }

    private static boolean mayAsk(TurnExecution execution, ToolCall call) {
        return execution.answer == null && execution.turn.terms().approvable() && execution.tools.asks(call);
    }

    /** Adds a call to the batch, allowed or denied; returns false if a person must approve it first. */
    private boolean prepare(TurnExecution execution, ToolCall call, ToolBatch batch) {
        String denial = null;
        ToolContext.Approval approval = ToolContext.Approval.NONE;
        boolean announced = execution.answer != null;
        if (execution.answer != null) {
            Approvals.Choice choice = execution.answer.choice();
            denial = choice == null ? Consent.STOPPED : consent.take(execution.run, execution.asked(), choice);
            approval = execution.approval();
            execution.answer = null;
        } else {
            boolean asks = execution.tools.asks(call) && !execution.run.cancellation().isCancelled();
            if (asks && !execution.turn.terms().approvable()) {
                denial = execution.tools.judgesByWords(call) ? null : Consent.NOBODY;
            } else if (asks && consent.covers(execution.run, call)) {
                approval = ToolContext.Approval.COVERED;
            } else if (asks) {
                execution.run.append(new AgentEvent.ToolStarted(call.id(), call.name(), call.arguments()));
                announced = true;
                try {
                    Optional<String> proposal = execution.tools.proposal(execution.context(), execution.run, call, limiter,
                            execution.deadline);
                    if (proposal.isPresent()) {
                        execution.question = consent.question(call, proposal.get());
                        return false;
                    }
                } catch (ToolFailure e) {
                    denial = e.getMessage();
                }
            }
        }
        batch.add(call, approval, execution.tools.work(call, denial), execution.tools.timeout(call, bounds.toolTimeout()), announced);
        return true;
    }

    /** Calls the model once; null if the turn continues. */
    private RunEnded think(TurnExecution execution) {
        TurnOutput output = execution.output();
        steer(execution, execution.run.steering().take());
        ModelCalls.Outcome outcome = calls.call(execution);
        Problem problem = outcome.problem();
        execution.step++;
        ModelReply reply = outcome.reply();
        if (problem != null || execution.run.cancellation().isCancelled()) {
            output.addPartial(reply);
            return cut(execution.run, problem, output);
        }
        List<ToolCall> clientCalls = reply.calls().stream().filter(execution::isClients).toList();
        if (!reply.calls().isEmpty() && reply.finish() != FinishReason.TOOL_CALLS) {
            return cutInCalls(execution, reply, clientCalls);
        }
        execution.forClient = clientCalls;
        if (!execution.forClient.isEmpty()) {
            // The client's results must directly follow its calls, so messages that came too late for this answer go before it.
            steer(execution, execution.run.steering().close());
        }
        output.add(reply);
        if (reply.calls().isEmpty() && execution.run.steering().closeIfEmpty()) {
            return completed(output, List.of(), reply.finish());
        }
        execution.prompt.add(reply.message());
        reply.calls().stream().filter(called -> !execution.isClients(called)).forEach(execution.pending::add);
        return null;
    }

    /** The model's limit, or its filter, may have cut the arguments of a call: no call is made, and the client learns why. */
    private static RunEnded cutInCalls(TurnExecution execution, ModelReply reply, List<ToolCall> clientCalls) {
        execution.output().addCut(reply, clientCalls);
        return completed(execution.output(), clientCalls, reply.finish());
    }

    /** Adds messages that were sent to the running turn; the model sees them from its next call on. */
    private static void steer(TurnExecution execution, List<Message> messages) {
        for (Message message : messages) {
            execution.add(message);
            execution.run.append(new AgentEvent.Steered(message.text()));
        }
    }

    private static RunEnded completed(TurnOutput output, List<ToolCall> forClient, FinishReason finish) {
        return new RunEnded.RunCompleted(output.output(), forClient, finish, Logprobs.joined(output.logprobs()), output.usage());
    }

    private static RunEnded cut(Run run, Problem problem, TurnOutput output) {
        if (problem != null) {
            return new RunEnded.RunFailed(problem, output.output(), output.usage());
        }
        Cancellation.Reason reason = run.cancellation().reason();
        RunEnded.RunCancelled cancelled = new RunEnded.RunCancelled(reason, output.output(), output.usage());
        return reason == Cancellation.Reason.DEADLINE
                ? new RunEnded.RunFailed(cancelled.problem(), output.output(), output.usage()) : cancelled;
    }
}
