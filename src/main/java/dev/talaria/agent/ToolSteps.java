package dev.talaria.agent;

import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.message.ToolCall;
import dev.talaria.run.Run;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.ToolPolicy;
import dev.talaria.text.LogText;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.ToolOutput;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The server's tools as one turn may use them, and their calls. A failed or denied call becomes a result for the model, and the turn
 * continues. Immutable.
 */
public final class ToolSteps {
    private static final System.Logger LOG = System.getLogger(ToolSteps.class.getName());
    /** For turns without server tools. */
    static final ToolSteps NONE = new ToolSteps(List.of());

    private final List<Toolset> sets;
    private final Map<String, Tool> tools;
    private final Set<String> askedFor;

    public ToolSteps(List<Toolset> sets) {
        this(sets, Set.of());
    }

    /** @param askedFor the tools of which a person must approve each call, whatever they say themselves */
    private ToolSteps(List<Toolset> sets, Set<String> askedFor) {
        this.sets = List.copyOf(sets);
        this.tools = sets.stream().flatMap(set -> set.tools().stream())
                .collect(Collectors.toUnmodifiableMap(Tool::name, Function.identity()));
        this.askedFor = Set.copyOf(askedFor);
    }

    /** Returns the tools that can serve the request and that its API key may use. */
    ToolSteps of(RequestScope request) {
        ToolPolicy policy = request.caller().grants().tools();
        if (policy.equals(ToolPolicy.OPEN) && tools.values().stream().allMatch(tool -> tool.isFor(request))) {
            return this;
        }
        Set<String> asked = new HashSet<>();
        List<Toolset> kept = new ArrayList<>();
        for (Toolset set : sets) {
            List<Tool> some = set.tools().stream()
                    .filter(tool -> tool.isFor(request) && policy.of(tool.name(), set.name()) != ToolPolicy.Decision.DENY).toList();
            some.stream().map(Tool::name).filter(name -> policy.of(name, set.name()) == ToolPolicy.Decision.ASK).forEach(asked::add);
            kept.add(set.with(some));
        }
        return new ToolSteps(kept, asked);
    }

    /** Returns those tools that can serve the request, in the shape of the OpenAI chat schema. */
    public List<JsonObject> offered(RequestScope request) {
        return of(request).definitions(Set.of());
    }

    /** Returns those of these names. */
    ToolSteps only(Set<String> names) {
        return new ToolSteps(sets.stream().map(set -> set.with(set.tools().stream().filter(tool -> names.contains(tool.name())).toList()))
                .toList(), askedFor);
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
            return tool != null && (tool.needsApproval(arguments(call)) || askedFor.contains(call.name()));
        } catch (ToolFailure e) {
            return false;
        }
    }

    /** Returns whether a call that needs an approval may run where nobody can give one. */
    boolean judgesByWords(ToolCall call) {
        Tool tool = tools.get(call.name());
        return tool != null && tool.judgesByWords() && !askedFor.contains(call.name());
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
     * What the model is told of a call.
     *
     * @param failed whether the tool has not done it
     */
    record Outcome(ToolOutput result, boolean failed) {
        static Outcome failed(String why) {
            return new Outcome(ToolOutput.of("Error: " + why), true);
        }
    }

    /**
     * Returns what a call does.
     *
     * @param denial why the call may not run; null if it may
     */
    ToolBatch.Work work(ToolCall call, @Nullable String denial) {
        return context -> {
            Tool tool = tools.get(call.name());
            if (tool == null) {
                throw new ToolFailure("there is no tool with this name");
            }
            JsonObject arguments = arguments(call);
            if (denial != null) {
                throw new ToolFailure(denial);
            }
            return tool.output(context, arguments);
        };
    }

    /** Returns how long the call may take. */
    Duration timeout(ToolCall call, Duration usual) {
        Tool tool = tools.get(call.name());
        return tool == null ? usual : tool.timeout().orElse(usual);
    }

    /** Returns whether the call must see what earlier calls of its step have done. */
    boolean runsAlone(ToolCall call) {
        Tool tool = tools.get(call.name());
        return tool != null && tool.runsAlone();
    }

    /** Returns whether there is a tool of this name. */
    boolean has(String name) {
        return tools.containsKey(name);
    }

    /** Returns what came of a call that has ended. */
    static Outcome outcome(Run run, ToolCall call, TimeLimiter.Task<ToolOutput> ended) {
        try {
            return new Outcome(ended.get(), false);
        } catch (ToolFailure | ApiException e) {
            return Outcome.failed(String.valueOf(e.getMessage()));
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "Tool " + call.name() + " failed in " + run.id(), LogText.plain(e));
            return Outcome.failed("the tool failed");
        }
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
