package dev.talaria.agent.catalog;

import dev.talaria.event.ModelRuntime;
import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Which agent answers a turn, and which models, in order. Immutable.
 *
 * @param hops      the models to call; each one after the first only if those before it are unavailable
 * @param tasks     the models for background tasks of this agent, in order
 * @param requested the model name that the client asked for
 * @param source    as {@link ModelRuntime#routeSource()}
 * @param locked    whether the first hop is the model to which the session is locked
 * @param rateWait  the longest wait for an upstream that limits the rate, before the next one is called
 */
public record ModelPlan(NamedAgent agent, List<Hop> hops, List<Hop> tasks, String requested, String source, boolean locked,
                        Duration rateWait) {
    private static final List<String> LENGTH_LIMITS = List.of("max_tokens", "max_completion_tokens");

    /** A model at a connected upstream. */
    public record Hop(Upstream upstream, String model) {
        public Hop {
            Objects.requireNonNull(upstream);
            Objects.requireNonNull(model);
        }
    }

    public ModelPlan {
        hops = List.copyOf(hops);
        tasks = List.copyOf(tasks);
    }

    /** Returns what is told of a call of this hop. */
    public ModelRuntime runtime(Hop hop) {
        boolean first = hop.equals(hops.get(0));
        return new ModelRuntime(hop.upstream().name(), hop.model(), requested, source, !first, locked && first);
    }

    /** Returns the client's parameters and, where it has set none, the agent's. */
    public JsonObject parameters(JsonObject asked) {
        if (agent.parameters().isEmpty()) {
            return asked;
        }
        boolean limited = LENGTH_LIMITS.stream().anyMatch(asked::containsKey);
        JsonObjectBuilder all = Json.builders().createObjectBuilder();
        agent.parameters().forEach((name, value) -> {
            if (!asked.containsKey(name) && !(limited && LENGTH_LIMITS.contains(name))) {
                all.add(name, value);
            }
        });
        asked.forEach(all::add);
        return all.build();
    }
}
