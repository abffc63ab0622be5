package dev.talaria.agent.catalog;

import dev.talaria.agent.turn.ModelChoice;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Grants;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agents, routes and upstreams of a configuration, without connections. Immutable.
 *
 * @param upstreams by name, in the order of the configuration
 * @param routes    the model routes by alias, in the order of the configuration
 * @param agents    by id, the default agent first; never empty
 * @param names     how unknown model names are treated
 * @param services  the upstreams of other endpoints than those of agents, by service
 * @param rateWait  the longest wait for an upstream that limits the rate, before the next one is called
 */
public record AgentsDefinition(Map<String, UpstreamSettings> upstreams, Map<String, List<RouteTarget>> routes,
                               Map<String, NamedAgent> agents, Names names, Map<Service, ServiceRoute> services, Duration rateWait) {
    /**
     * How unknown model names are treated.
     *
     * @param strict      whether they are rejected; if false, the agent answers to them
     * @param passThrough whether they go to the upstream unchanged
     */
    public record Names(boolean strict, boolean passThrough) {
    }

    /** Endpoints that are passed on to an upstream. */
    public enum Service { EMBEDDINGS, IMAGES, SPEECH }

    /** @param model used where a request names none, or a name that is an agent's; null to pass on whatever it names */
    public record ServiceRoute(String provider, @Nullable String model) {
    }

    /**
     * The agent and the models for a request.
     *
     * @param targets never empty
     * @param source  as {@link dev.talaria.event.ModelRuntime#routeSource()}
     */
    public record Selection(NamedAgent agent, List<RouteTarget> targets, String source) {
    }

    public AgentsDefinition {
        upstreams = Collections.unmodifiableMap(new LinkedHashMap<>(upstreams));
        routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
        agents = Collections.unmodifiableMap(new LinkedHashMap<>(agents));
        services = Map.copyOf(services);
    }

    public NamedAgent defaultAgent() {
        return agents.values().iterator().next();
    }

    /** @param id null for the default agent */
    public NamedAgent agent(@Nullable String id) {
        NamedAgent found = id == null ? defaultAgent() : agents.get(id);
        if (found == null) {
            throw notFound(id);
        }
        return found;
    }

    /** Returns the agent of this id, or that of a {@code -task} name. */
    public Optional<NamedAgent> named(String name) {
        return Optional.ofNullable(agents.get(name)).or(() -> agents.values().stream()
                .filter(agent -> agent.taskId().equals(name)).findFirst());
    }

    public boolean isTask(String name) {
        return !agents.containsKey(name) && named(name).isPresent();
    }

    /** Returns whether the name is an agent's, one of its tasks', or a route's. */
    public boolean knows(String name) {
        return routes.containsKey(name) || named(name).isPresent();
    }

    private boolean isPassedThrough(String name) {
        return names.passThrough() && !knows(name);
    }

    /**
     * Returns what answers to a request.
     *
     * @param name the model name as the reply shows it
     * @param task whether it is a client's background task
     * @throws ApiException {@code model_not_found} for an unknown agent, {@code invalid_value} for a provider that is unknown or has no
     * such model, {@code model_lock_unavailable}
     */
    public Selection select(ModelChoice choice, String name, boolean task) {
        NamedAgent agent = agent(choice.agent());
        if (choice.lock() != null) {
            RouteTarget locked = locked(choice.lock());
            List<RouteTarget> others = choice.lockRequired() ? List.of() : agent.route();
            return new Selection(agent, Stream.concat(Stream.of(locked), others.stream()).distinct().toList(), "lock");
        }
        if (choice.provider() != null) {
            return new Selection(agent, explicit(agent, name, choice.provider()), "provider");
        }
        List<RouteTarget> route = routes.get(name);
        if (route != null) {
            return new Selection(agent, route, "route");
        }
        if (isPassedThrough(name)) {
            return new Selection(agent, List.of(new RouteTarget(agent.route().get(0).provider(), name)), "request");
        }
        return task ? new Selection(agent, agent.taskRoute(), "task") : new Selection(agent, agent.route(), "agent");
    }

    private List<RouteTarget> explicit(NamedAgent agent, String name, String provider) {
        List<RouteTarget> route = routes.get(provider);
        UpstreamSettings upstream = upstreams.get(provider);
        List<RouteTarget> found;
        if (route != null) {
            found = named(name).isPresent() || name.equals(provider) ? route
                    : route.stream().filter(target -> target.model().equals(name)).toList();
        } else if (upstream != null) {
            found = ofUpstream(agent, name, upstream);
        } else {
            throw ErrorCode.INVALID_VALUE.at("provider", "'provider' must be the name of a route or an upstream: " + provider);
        }
        if (found.isEmpty()) {
            throw ErrorCode.INVALID_VALUE.at("model", "'model' and 'provider' contradict each other: " + provider + " has no model for "
                    + name);
        }
        return found;
    }

    private List<RouteTarget> ofUpstream(NamedAgent agent, String name, UpstreamSettings upstream) {
        String provider = upstream.name();
        if (named(name).isPresent()) {
            List<RouteTarget> found = at(provider, agent.route());
            return found.isEmpty() ? upstream.usualModel().map(model -> new RouteTarget(provider, model)).stream().toList() : found;
        }
        List<RouteTarget> alias = routes.get(name);
        if (alias != null) {
            return at(provider, alias);
        }
        return upstream.offered().contains(name) || names.passThrough() ? List.of(new RouteTarget(provider, name)) : List.of();
    }

    private static List<RouteTarget> at(String provider, List<RouteTarget> targets) {
        return targets.stream().filter(target -> target.provider().equals(provider)).toList();
    }

    /**
     * Returns the model to which a request locks a session.
     *
     * @param model    an upstream's model, {@code provider::model}, an agent's id or the alias of a route; null if none was named
     * @param provider a route or an upstream; null for the one that offers the model
     * @throws ApiException {@code missing_model}; {@code model_lock_unavailable} if no upstream offers the model
     */
    public RouteTarget lock(@Nullable String model, @Nullable String provider) {
        if (model == null) {
            throw ErrorCode.MISSING_MODEL.at("model", "Missing or invalid 'model' field");
        }
        List<RouteTarget> route = provider != null ? routes.get(provider) : routes.containsKey(model) ? routes.get(model)
                : named(model).map(NamedAgent::route).orElse(null);
        if (route != null) {
            return route.stream().filter(target -> provider == null || target.model().equals(model)).findFirst()
                    .orElseThrow(() -> unavailable(provider + "::" + model));
        }
        if (provider != null || RouteTarget.separator(model) > 0) {
            return locked(provider == null ? model : new RouteTarget(provider, model).toString());
        }
        return upstreams.values().stream().filter(upstream -> upstream.offered().contains(model)).findFirst()
                .map(upstream -> new RouteTarget(upstream.name(), model)).orElseThrow(() -> unavailable(model));
    }

    private static ApiException unavailable(String model) {
        return ErrorCode.MODEL_LOCK_UNAVAILABLE.at("model", "No upstream of this server offers the model " + model);
    }

    /**
     * Returns the model to which a session is or shall be locked.
     *
     * @param text {@code provider::model}
     * @throws ApiException {@code model_lock_unavailable} if no upstream offers it
     */
    public RouteTarget locked(String text) {
        int at = RouteTarget.separator(text);
        if (at < 0) {
            throw unavailable(text);
        }
        RouteTarget target = RouteTarget.parse(text, at);
        UpstreamSettings upstream = upstreams.get(target.provider());
        boolean offered = upstream != null && (upstream.offered().contains(target.model()) || names.passThrough()
                || Stream.concat(routes.values().stream(), agents.values().stream().map(NamedAgent::route))
                .anyMatch(route -> route.contains(target)));
        if (!offered) {
            throw unavailable(text);
        }
        return target;
    }

    /** Returns whether these grants permit what the choice asks for: the agent, and a route or provider that is named beside it. */
    public boolean permits(Grants grants, ModelChoice choice, String name) {
        if (grants.models().isEmpty()) {
            return true;
        }
        NamedAgent agent = agent(choice.agent());
        if (isPassedThrough(name) && choice.provider() == null && choice.lock() == null) {
            return grants.allows(name);
        }
        boolean itsRoute = choice.lock() == null || agent.route().stream().anyMatch(target -> target.toString().equals(choice.lock()));
        return grants.allows(agent.id()) && (!routes.containsKey(name) || grants.allows(name)) && itsRoute
                && (choice.provider() == null || grants.allows(choice.provider()));
    }

    public static ApiException notFound(@Nullable String name) {
        return ErrorCode.MODEL_NOT_FOUND.at("model", "The model '" + name + "' does not exist");
    }
}
