package dev.talaria.agent;

import dev.talaria.error.ApiException;
import dev.talaria.event.AgentEvent;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.run.Run;
import dev.talaria.scope.RequestScope;
import dev.talaria.text.LogText;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import dev.talaria.tool.ToolOutput;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs the server's tools for the model. A failed or denied call becomes a result for the model, and the turn continues. Immutable. */
public final class ToolSteps {
    private static final System.Logger LOG = System.getLogger(ToolSteps.class.getName());
    private static final String ABANDONED = "the turn ended before the tool did; it is not known what the tool has done";
    /** For turns without server tools. */
    static final ToolSteps NONE = new ToolSteps(List.of());

    private final Map<String, Tool> tools;

    public ToolSteps(List<Tool> tools) {
        this.tools = tools.stream().collect(Collectors.toUnmodifiableMap(Tool::name, Function.identity()));
    }

    /** Returns the tools that can serve the request. */
    ToolSteps of(RequestScope request) {
        return tools.values().stream().allMatch(tool -> tool.isFor(request)) ? this
                : new ToolSteps(tools.values().stream().filter(tool -> tool.isFor(request)).toList());
    }

    /** Returns the server's tools in the shape of the OpenAI chat schema; a client's tool of the same name takes precedence. */
    List<JsonObject> definitions(Set<String> clientTools) {
        List<JsonObject> definitions = new ArrayList<>(tools.size());
        tools.values().stream().filter(tool -> !clientTools.contains(tool.name())).map(ToolSteps::definition).forEach(definitions::add);
        return definitions;
    }

    private static JsonObject definition(Tool tool) {
        var builders = Json.builders();
        return builders.createObjectBuilder().add("type", "function").add("function", builders.createObjectBuilder()
                .add("name", tool.name()).add("description", tool.description()).add("parameters", tool.parameters())).build();
    }

    /** Returns whether a person must approve this call; a call that cannot be made needs no approval. */
    boolean asks(ToolCall call) {
        try {
            Tool tool = tools.get(call.name());
            return tool != null && tool.needsApproval(arguments(call));
        } catch (ToolFailure e) {
            return false;
        }
    }

    /** Returns whether a call that needs an approval may run where nobody can give one. */
    boolean judgesByWords(ToolCall call) {
        Tool tool = tools.get(call.name());
        return tool != null && tool.judgesByWords();
    }

    /**
     * Returns what a call that needs an approval would do, for the person who is asked; empty if it would do nothing and needs none.
     * Blocks, but never beyond the turn.
     *
     * @param deadline the turn's, by {@code System.nanoTime()}
     * @throws ToolFailure if the tool cannot tell; then the call must not run
     */
    Optional<String> proposal(ToolContext context, Run run, ToolCall call, TimeLimiter limiter, long deadline) throws ToolFailure {
        try {
            Tool tool = tools.get(call.name());
            JsonObject arguments = arguments(call);
            return tool == null ? Optional.empty() : limiter.call(run, deadline, () -> tool.proposal(context, arguments));
        } catch (ToolFailure e) {
            throw e;
        } catch (ApiException | CancellationException e) {
            throw new ToolFailure(e instanceof ApiException ? String.valueOf(e.getMessage()) : Consent.CANCELLED);
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "Tool " + call.name() + " cannot say what it would do in " + run.id(), LogText.plain(e));
            throw new ToolFailure("the tool failed");
        }
    }

    /**
     * Runs the tool and returns its result as a message; blocks, but never beyond the turn.
     *
     * @param limiter  bounds the call
     * @param deadline the turn's, by {@code System.nanoTime()}
     * @param denial   why the call may not run; null if it may
     */
    Message call(ToolContext context, Run run, ToolCall call, TimeLimiter limiter, long deadline, String denial) {
        long start = System.nanoTime();
        ToolOutput result;
        boolean failed = false;
        try {
            Callable<ToolOutput> work = prepared(context, call, denial);
            result = limiter.call(run, deadline, work);
        } catch (ToolFailure | ApiException e) {
            failed = true;
            result = ToolOutput.of("Error: " + e.getMessage());
        } catch (CancellationException e) {
            LOG.log(System.Logger.Level.WARNING, "Tool " + call.name() + " was still running when its turn ended: " + run.id());
            failed = true;
            result = ToolOutput.of("Error: " + ABANDONED);
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "Tool " + call.name() + " failed in " + run.id(), LogText.plain(e));
            failed = true;
            result = ToolOutput.of("Error: the tool failed");
        }
        run.append(new AgentEvent.ToolCompleted(call.id(), call.name(), result.text(), failed,
                Duration.ofNanos(System.nanoTime() - start)));
        return new Message(Role.TOOL, List.of(new ToolResult(call.id(), result.text(), result.images())), null);
    }

    private Callable<ToolOutput> prepared(ToolContext context, ToolCall call, String denial) throws ToolFailure {
        Tool tool = tools.get(call.name());
        if (tool == null) {
            throw new ToolFailure("there is no tool with this name");
        }
        JsonObject arguments = arguments(call);
        if (denial != null) {
            throw new ToolFailure(denial);
        }
        return () -> tool.output(context, arguments);
    }

    private static JsonObject arguments(ToolCall call) throws ToolFailure {
        try {
            if (call.arguments().isBlank()) {
                return JsonObject.EMPTY_JSON_OBJECT;
            }
            if (Json.parseLeniently(call.arguments()) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonFault e) {
            throw new ToolFailure("the arguments are not valid JSON");
        }
        throw new ToolFailure("the arguments must be a JSON object");
    }
}
