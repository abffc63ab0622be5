package dev.talaria.agent;

import dev.talaria.agent.catalog.ModelPlan;
import dev.talaria.agent.catalog.ModelPlan.Hop;
import dev.talaria.agent.catalog.Upstream;
import dev.talaria.agent.context.ContextCompaction;
import dev.talaria.agent.turn.ModelReply;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.heap.HeapBudget;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelRequest;
import dev.talaria.run.Run;
import dev.talaria.text.LogText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls the models of a turn's plan: the first that can be called, and while nothing of an answer has arrived the next one for each that is
 * unavailable. Runs on the turn's thread; immutable, safe for many threads.
 */
final class ModelCalls {
    private static final System.Logger LOG = System.getLogger(ModelCalls.class.getName());

    private final ContextCompaction compaction;
    private final int mostToolCalls;
    private final HeapBudget answers;

    /**
     * @param compaction    keeps prompts within the windows of models
     * @param mostToolCalls maximum tool calls of a reply
     * @param answers       the heap that answers may take until their runs have ended
     */
    ModelCalls(ContextCompaction compaction, int mostToolCalls, HeapBudget answers) {
        this.compaction = compaction;
        this.mostToolCalls = mostToolCalls;
        this.answers = answers;
    }

    /**
     * The result of a step.
     *
     * @param problem null if the model finished, or if the run was cancelled
     * @param begun   whether anything of the answer has arrived
     */
    record Outcome(ModelReply reply, Problem problem, boolean begun) {
    }

    /** Makes the model call of a step. Blocks until its end, which the run's cancellation and the turn's deadline bring about too. */
    Outcome call(TurnExecution execution) {
        HeapBudget.Reservation heap = answers.reserve();
        execution.run.ending().whenComplete((end, fault) -> heap.close());
        Deque<Hop> order = order(execution);
        boolean alternatives = order.size() > 1;
        Deque<Hop> passedOver = new ArrayDeque<>(0);
        Outcome last = null;
        while (!order.isEmpty() || !passedOver.isEmpty()) {
            boolean lastResort = order.isEmpty();
            Hop hop = lastResort ? passedOver.remove() : order.remove();
            // A breaker spares callers the wait for an upstream that is down. Where nothing else is left, calling it costs nothing.
            if (!hop.upstream().mayCall() && alternatives && !lastResort) {
                passedOver.add(hop);
                continue;
            }
            last = callFitting(execution, hop, heap, alternatives);
            if (last.problem() == null || last.begun() || !Upstream.isUnavailable(last.problem())
                    || execution.run.cancellation().isCancelled()) {
                execution.serving = hop;
                return last;
            }
        }
        return last;
    }

    /** A turn stays with the model that has served its last step. */
    private static Deque<Hop> order(TurnExecution execution) {
        Deque<Hop> order = new ArrayDeque<>(execution.plan.hops());
        if (execution.serving != null && order.remove(execution.serving)) {
            order.addFirst(execution.serving);
        }
        return order;
    }

    /** Calls a model with as much of the conversation as its window takes; again with less, if it refuses the prompt as too long. */
    private Outcome callFitting(TurnExecution execution, Hop hop, HeapBudget.Reservation heap, boolean alternatives) {
        compaction.fit(execution.run, execution.prompt(hop)).ifPresent(execution::take);
        while (true) {
            Outcome outcome = callPatiently(execution, hop, heap, alternatives);
            Problem problem = outcome.problem();
            if (problem == null || outcome.begun() || problem.code() != ErrorCode.CONTEXT_LENGTH_EXCEEDED) {
                return outcome;
            }
            Optional<ContextCompaction.Compacted> smaller = compaction.refused(execution.run, execution.prompt(hop), problem.message());
            if (smaller.isEmpty()) {
                return outcome;
            }
            execution.take(smaller.get());
        }
    }

    /** Calls a model, and once more if it asks for a short wait. */
    private Outcome callPatiently(TurnExecution execution, Hop hop, HeapBudget.Reservation heap, boolean alternatives) {
        Outcome outcome = call(execution, hop, heap, alternatives);
        Problem problem = outcome.problem();
        boolean brief = alternatives && problem != null && problem.code() == ErrorCode.UPSTREAM_RATE_LIMITED && problem.retryAfter() != null
                && !problem.form().retryIsUseless() && problem.retryAfter().compareTo(execution.plan.rateWait()) <= 0
                && System.nanoTime() + problem.retryAfter().toNanos() < execution.deadline;
        return brief && pause(execution.run, problem.retryAfter()) ? call(execution, hop, heap, true) : outcome;
    }

    /** Returns false if the run was cancelled first. */
    private static boolean pause(Run run, Duration length) {
        CountDownLatch cancelled = new CountDownLatch(1);
        Cancellation.Registration registration = run.cancellation().onCancel(cancelled::countDown);
        try {
            return !cancelled.await(length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.cancellation().cancel(Cancellation.Reason.SHUTDOWN);
            return false;
        } finally {
            registration.close();
        }
    }

    private Outcome call(TurnExecution execution, Hop hop, HeapBudget.Reservation heap, boolean alternatives) {
        Run run = execution.run;
        ReplyCollector collector = new ReplyCollector(run, execution.clientTools, execution.filter(), execution.output().separator(),
                hop.upstream().provider().origin(), new ReplyCollector.Bounds(mostToolCalls, heap));
        if (run.cancellation().isCancelled()) {
            return new Outcome(collector.reply(), null, false);
        }
        ModelPlan plan = execution.plan;
        OfferedTools.Step offered = execution.offered.step(execution.step);
        ModelRequest request = new ModelRequest(hop.model(), execution.prompt, execution.turn.clientTools(), offered.server(),
                offered.parameters(), execution.turn.stream(), plan.agent().thoughts(), run.scope().trace());
        run.append(new AgentEvent.ModelCalled(plan.runtime(hop)));
        Problem problem = await(run, begin(run, hop, request, collector), collector, execution.deadline,
                alternatives ? hop.upstream().settings().firstToken() : null);
        if (!run.cancellation().isCancelled()) {
            report(hop.upstream(), problem);
        }
        return new Outcome(collector.reply(), problem, collector.isTouched());
    }

    private static void report(Upstream upstream, Problem problem) {
        if (problem == null) {
            upstream.succeeded();
        } else {
            upstream.failed(problem);
        }
    }

    /**
     * Null if the model finished, or if the run was cancelled.
     *
     * @param firstToken how long the answer may take to begin; null for no bound of its own
     */
    private static Problem await(Run run, ModelCall call, ReplyCollector collector, long deadline, Duration firstToken) {
        Cancellation.Registration registration = run.cancellation().onCancel(() -> {
            collector.cancel();
            call.cancel();
        });
        try {
            if (firstToken != null && !hasBegun(collector, firstToken, deadline) && collector.closeUntouched()) {
                return Problem.of(ErrorCode.UPSTREAM_TIMEOUT, "The upstream did not begin its answer within " + firstToken.toMillis()
                        + " ms");
            }
            return collector.end().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            run.cancellation().cancel(Cancellation.Reason.DEADLINE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.cancellation().cancel(Cancellation.Reason.SHUTDOWN);
        } catch (CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "The model call was cancelled");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            registration.close();
            collector.close();
            call.cancel();
        }
        return null;
    }

    /** Returns false if nothing has arrived in time; an end counts, and the turn's deadline is judged elsewhere. */
    private static boolean hasBegun(ReplyCollector collector, Duration firstToken, long deadline)
            throws InterruptedException, ExecutionException {
        Future<?> begun = collector.begun();
        long left = deadline - System.nanoTime();
        try {
            begun.get(Math.min(firstToken.toNanos(), left), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return left <= firstToken.toNanos();
        }
    }

    /** Providers must report every fault to the sink; one that throws all the same must not cost the turn its output so far. */
    private static ModelCall begin(Run run, Hop hop, ModelRequest request, ReplyCollector collector) {
        try {
            return hop.upstream().provider().start(request, collector);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The model could not be called: " + run.id(), LogText.plain(e));
            collector.failed(Problem.internal(run.scope().requestId()));
            return () -> { };
        }
    }
}
