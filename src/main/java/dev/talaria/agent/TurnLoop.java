package dev.talaria.agent;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.ModelRequest;
import dev.talaria.run.Grants;
import dev.talaria.run.Run;
import dev.talaria.store.Write;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Carries one turn from its start to its one {@link RunEnded}, top to bottom on the turn's own thread: transcript, recall, model,
 * server tools until done, one transaction, the end. Immutable; each run has its own {@link Progress}.
 */
final class TurnLoop {
    private static final System.Logger LOG = System.getLogger(TurnLoop.class.getName());

    private final Openings openings;
    private final ModelProvider model;
    private final ToolSteps tools;
    private final TurnRecorder recorder;
    private final Agents agents;
    private final Grants grants = new Grants();
    private final Bounds bounds;

    /**
     * @param steps   model calls a turn at the most
     * @param timeout a whole turn
     */
    record Bounds(int steps, Duration timeout) {
    }

    TurnLoop(Openings openings, ModelProvider model, ToolSteps tools, TurnRecorder recorder, Agents agents, Bounds bounds) {
        this.openings = openings;
        this.model = model;
        this.tools = tools;
        this.recorder = recorder;
        this.agents = agents;
        this.bounds = bounds;
    }

    /** Appends all events but the last; what it returns, once everything is durable, appends that. Never throws. */
    Runnable run(Run run, Turn turn) {
        Progress progress = new Progress();
        Write left = Write.NOTHING;
        RunEnded end;
        try {
            run.append(new AgentEvent.RunStarted());
            Opening opening = openings.open(run, turn);
            end = answer(run, turn, opening, progress);
            left = recorder.left(run, turn, opening, progress, end);
        } catch (RuntimeException | Error e) {
            end = new RunEnded.RunFailed(TurnRecorder.problem(run, e), progress.output(), progress.usage());
        }
        return recorder.end(run, end, left);
    }

    private static Problem internal(Run run) {
        return Problem.of(ErrorCode.INTERNAL_ERROR, "Internal error (" + run.scope().requestId() + ")");
    }

    private RunEnded answer(Run run, Turn turn, Opening opening, Progress progress) {
        long deadline = System.nanoTime() + bounds.timeout().toNanos();
        Set<String> clientTools = turn.clientTools().stream().map(TurnLoop::nameOf).collect(Collectors.toUnmodifiableSet());
        ToolSteps usable = turn.task() || turn.forcesToolChoice() ? ToolSteps.NONE : tools.of(run.scope());
        List<JsonObject> offered = new ArrayList<>(turn.clientTools());
        offered.addAll(usable.definitions(clientTools));
        List<Message> prompt = new ArrayList<>(opening.prompt());
        Consent consent = new Consent(run, grants, turn.terms().approvable(), deadline);
        for (int step = 0; step < bounds.steps(); step++) {
            steer(run, prompt, progress);
            ReplyCollector collector = new ReplyCollector(run, clientTools, opening.fence(), progress.separator());
            ModelRequest request = new ModelRequest(agents.upstreamModel(turn.model()), prompt, offered, turn.parameters(), turn.stream());
            Problem problem = call(run, request, collector, deadline);
            ModelReply reply = collector.reply();
            if (problem != null || run.cancellation().isCancelled()) {
                progress.addPartial(reply);
                return cut(run, problem, progress);
            }
            progress.add(reply);
            if (reply.calls().isEmpty() && run.steering().closeIfEmpty()) {
                return completed(progress, List.of(), reply.finish());
            }
            prompt.add(reply.message());
            List<ToolCall> forClient = reply.calls().stream().filter(call -> clientTools.contains(call.name())).toList();
            for (ToolCall call : reply.calls()) {
                if (!clientTools.contains(call.name())) {
                    Message result = usable.call(run, call, prompt, consent);
                    prompt.add(result);
                    progress.add(result);
                }
            }
            if (!forClient.isEmpty()) {
                return completed(progress, forClient, FinishReason.TOOL_CALLS);
            }
        }
        Problem endless = Problem.of(ErrorCode.UPSTREAM_ERROR, "The model did not finish within " + bounds.steps() + " steps");
        return new RunEnded.RunFailed(endless, progress.output(), progress.usage());
    }

    /** What was put into the turn meanwhile is told to the model from its next call on. */
    private static void steer(Run run, List<Message> prompt, Progress progress) {
        for (Message message : run.steering().take()) {
            prompt.add(message);
            progress.add(message);
            run.append(new AgentEvent.Steered(message.text()));
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
            LOG.log(System.Logger.Level.ERROR, "The model could not be called: " + run.id(), e);
            collector.failed(internal(run));
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

    private static String nameOf(JsonObject tool) {
        return tool.getJsonObject("function").getString("name");
    }
}
