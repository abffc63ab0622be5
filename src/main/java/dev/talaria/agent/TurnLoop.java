package dev.talaria.agent;

import dev.talaria.agent.turn.Logprobs;
import dev.talaria.agent.turn.ModelReply;
import dev.talaria.agent.turn.Opening;
import dev.talaria.agent.turn.Progress;
import dev.talaria.agent.turn.Turn;
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
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.ModelRequest;
import dev.talaria.run.Approvals;
import dev.talaria.run.Run;
import dev.talaria.text.LogText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries one turn from its start to its one {@link RunEnded}, top to bottom on the turn's own thread: transcript, recall, model,
 * server tools until done, one transaction, the end. Where it must wait for somebody it stops, and is carried on later from there.
 * Safe for many threads; each turn has its own {@link Course}.
 */
final class TurnLoop {
    private static final System.Logger LOG = System.getLogger(TurnLoop.class.getName());

    private final Openings openings;
    private final ModelProvider model;
    private final ToolSteps tools;
    private final Consent consent;
    private final TurnRecorder recorder;
    private final Agents agents;
    private final TimeLimiter limiter;
    private final Bounds bounds;

    /**
     * @param steps   model calls a turn at the most
     * @param toolCalls of one step
     * @param timeout a whole turn, without the time it waits for somebody
     * @param answers the heap that answers may take until their runs have ended
     */
    record Bounds(int steps, int toolCalls, Duration timeout, HeapBudget answers) {
    }

    TurnLoop(Openings openings, ModelProvider model, ToolSteps tools, Consent consent, TurnRecorder recorder, Agents agents,
             TimeLimiter limiter, Bounds bounds) {
        this.openings = openings;
        this.model = model;
        this.tools = tools;
        this.consent = consent;
        this.recorder = recorder;
        this.agents = agents;
        this.limiter = limiter;
        this.bounds = bounds;
    }

    /** Carries a turn on from its start. Appends all events but the last. Never throws. */
    Stop begin(Run run, Turn turn) {
        Progress progress = new Progress();
        long deadline = System.nanoTime() + bounds.timeout().toNanos();
        try {
            recorder.begin(run);
            run.append(new AgentEvent.RunStarted());
            Opening opening = prepare(run, turn, deadline);
            if (opening == null) {
                run.steering().close();
                RunEnded end = cut(run, null, progress);
                TurnRecorder.Left left = new TurnRecorder.Left(turn.continuity().keepsake().of(run.head(), end, null), null);
                return new Stop.Ended(recorder.end(run, end, left));
            }
            return carry(run, turn, TurnState.begun(opening, progress, Duration.ofNanos(deadline - System.nanoTime())), null);
        } catch (RuntimeException | Error e) {
            return failed(run, e, progress);
        }
    }

    /** Null where the run was cancelled, or its time was over, before it was known what to ask the model. */
    private Opening prepare(Run run, Turn turn, long deadline) {
        try {
            boolean cancelled = run.cancellation().isCancelled();
            Openings.Prepared prepared = Openings.waits(run, turn) || cancelled
                    ? limiter.call(run, deadline, () -> openings.open(run, turn)) : openings.open(run, turn);
            prepared.recalled().ifPresent(recalled -> {
                if (recalled.degraded()) {
                    run.memoryDegraded();
                }
                run.append(recalled);
            });
            return prepared.opening();
        } catch (CancellationException e) {
            return null;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Carries a turn on from where it waited. Never throws.
     *
     * @param choice the answer; null where the run was stopped instead
     */
    Stop resume(Run run, Turn turn, TurnState state, Approvals.Choice choice) {
        try {
            recorder.begin(run);
            return carry(run, turn, state, new Course.Answer(choice));
        } catch (RuntimeException | Error e) {
            return failed(run, e, state.progress());
        }
    }

    private Stop failed(Run run, Throwable fault, Progress progress) {
        RunEnded end = new RunEnded.RunFailed(TurnRecorder.problem(run, fault), progress.output(), progress.usage());
        return new Stop.Ended(recorder.end(run, end, TurnRecorder.Left.NOTHING));
    }

    private Stop carry(Run run, Turn turn, TurnState from, Course.Answer answer) {
        Course course = new Course(run, turn, from, tools.of(run.scope()), answer);
        RunEnded end = answer(course);
        if (end == null) {
            recorder.pause(run, course.state());
            return new Stop.Waits(course.state());
        }
        run.steering().close().forEach(course::add);
        TurnRecorder.Left left = recorder.left(run, turn, from.opening(), course.progress(), end);
        return new Stop.Ended(recorder.end(run, end, left));
    }

    /** Null where the turn waits. */
    private RunEnded answer(Course course) {
        while (true) {
            while (!course.pending.isEmpty()) {
                if (!useTool(course)) {
                    return null;
                }
            }
            if (course.run.cancellation().isCancelled()) {
                return cut(course.run, null, course.progress());
            }
            if (!course.forClient.isEmpty()) {
                return completed(course.progress(), course.forClient, FinishReason.TOOL_CALLS);
            }
            if (course.step == bounds.steps()) {
                Problem endless = Problem.of(ErrorCode.UPSTREAM_ERROR, "The model did not finish within " + bounds.steps() + " steps");
                return new RunEnded.RunFailed(endless, course.progress().output(), course.progress().usage());
            }
            RunEnded end = think(course);
            if (end != null) {
                return end;
            }
        }
    }

    /** Answers the first pending call; false where somebody must agree first. */
    private boolean useTool(Course course) {
        ToolCall call = course.pending.element();
        String denial = null;
        if (course.answer != null) {
            Approvals.Choice choice = course.answer.choice();
            denial = choice == null ? Consent.STOPPED : consent.take(course.run, call, choice);
            course.answer = null;
        } else {
            course.run.append(new AgentEvent.ToolStarted(call.id(), call.name(), call.arguments()));
            boolean asks = course.tools.asks(call) && !course.run.cancellation().isCancelled();
            if (asks && !course.turn.terms().approvable()) {
                denial = Consent.NOBODY;
            } else if (asks && !consent.covers(course.run, call)) {
                course.question = consent.question(call);
                return false;
            }
        }
        if (denial == null && course.run.cancellation().isCancelled()) {
            denial = Consent.CANCELLED;
        }
        course.pending.remove();
        course.add(course.tools.call(course.run, call, course.prompt, limiter, course.deadline, denial));
        return true;
    }

    /** Asks the model once; null where the turn goes on. */
    private RunEnded think(Course course) {
        Progress progress = course.progress();
        steer(course, course.run.steering().take());
        HeapBudget.Reservation heap = bounds.answers().reserve();
        course.run.ending().whenComplete((end, fault) -> heap.close());
        ReplyCollector collector = new ReplyCollector(course.run, course.clientTools, course.filter(), progress.separator(),
                model.origin(), new ReplyCollector.Bounds(bounds.toolCalls(), heap));
        ModelRequest request = new ModelRequest(agents.upstreamModel(course.turn.model()), course.prompt,
                course.turn.clientTools(), course.serverTools, course.turn.parameters(), course.turn.stream());
        Problem problem = call(course.run, request, collector, course.deadline);
        course.step++;
        ModelReply reply = collector.reply();
        if (problem != null || course.run.cancellation().isCancelled()) {
            progress.addPartial(reply);
            return cut(course.run, problem, progress);
        }
        List<ToolCall> clientCalls = reply.calls().stream().filter(course::isClients).toList();
        if (!reply.calls().isEmpty() && reply.finish() != FinishReason.TOOL_CALLS) {
            return cutInCalls(course, reply, clientCalls);
        }
        course.forClient = clientCalls;
        if (!course.forClient.isEmpty()) {
            // The client's results must follow its calls, so what came too late for this answer stands before it.
            steer(course, course.run.steering().close());
        }
        progress.add(reply);
        if (reply.calls().isEmpty() && course.run.steering().closeIfEmpty()) {
            return completed(progress, List.of(), reply.finish());
        }
        course.prompt.add(reply.message());
        reply.calls().stream().filter(called -> !course.isClients(called)).forEach(course.pending::add);
        return null;
    }

    /** The model's limit, or its filter, may have come in the midst of a call's arguments: none is made, and the client learns why. */
    private static RunEnded cutInCalls(Course course, ModelReply reply, List<ToolCall> clientCalls) {
        course.progress().addCut(reply, clientCalls);
        return completed(course.progress(), clientCalls, reply.finish());
    }

    /** What was put into the turn meanwhile is told to the model from its next call on. */
    private static void steer(Course course, List<Message> messages) {
        for (Message message : messages) {
            course.add(message);
            course.run.append(new AgentEvent.Steered(message.text()));
        }
    }

    /** Null where the model finished, and where the run was cancelled. */
    private Problem call(Run run, ModelRequest request, ReplyCollector collector, long deadline) {
        if (run.cancellation().isCancelled()) {
            return null;
        }
        run.append(new AgentEvent.ModelCalled(request.model()));
        ModelCall call = begin(run, request, collector);
        Cancellation.Registration registration = run.cancellation().onCancel(() -> {
            collector.close();
            collector.end().cancel(false);
            call.cancel();
        });
        try {
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

    /** Providers owe every fault to the sink; one that throws all the same must not cost what the turn has said so far. */
    private ModelCall begin(Run run, ModelRequest request, ReplyCollector collector) {
        try {
            return model.start(request, collector);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The model could not be called: " + run.id(), LogText.plain(e));
            collector.failed(Problem.internal(run.scope().requestId()));
            return () -> { };
        }
    }

    private static RunEnded completed(Progress progress, List<ToolCall> forClient, FinishReason finish) {
        return new RunEnded.RunCompleted(progress.output(), forClient, finish, Logprobs.joined(progress.logprobs()), progress.usage());
    }

    private static RunEnded cut(Run run, Problem problem, Progress progress) {
        if (problem != null) {
            return new RunEnded.RunFailed(problem, progress.output(), progress.usage());
        }
        Cancellation.Reason reason = run.cancellation().reason();
        RunEnded.RunCancelled cancelled = new RunEnded.RunCancelled(reason, progress.output(), progress.usage());
        return reason == Cancellation.Reason.DEADLINE
                ? new RunEnded.RunFailed(cancelled.problem(), progress.output(), progress.usage()) : cancelled;
    }
}
