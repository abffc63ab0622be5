package dev.talaria.api.meta;

import dev.talaria.agent.Agents;
import dev.talaria.agent.catalog.AgentCatalog;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.agent.catalog.RouteTarget;
import dev.talaria.agent.catalog.Upstream;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.json.Json;
import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.scope.Grants;
import jakarta.json.stream.JsonGenerator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models that a client may choose: a row for each upstream with the models that the configuration names, and one for each route. Calls
 * no upstream. Immutable, safe for many threads.
 */
public final class ModelOptionsEndpoint implements Endpoint {
    private final Agents agents;

    public ModelOptionsEndpoint(Agents agents) {
        this.agents = Objects.requireNonNull(agents);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("model_options", "/api/model/options", exchange -> exchange.reply(options(exchange)))
                .with("model_options"));
    }

    private Reply options(Exchange exchange) {
        Grants grants = exchange.key().policy().grants();
        return options(exchange.agent(), grants);
    }

    Reply options(@Nullable String inPath, Grants grants) {
        AgentCatalog catalog = agents.catalog();
        NamedAgent agent = agents.agent(agents.choose(inPath, null, null, grants).agent());
        RouteTarget current = agent.route().get(0);
        return Reply.ok(Json.object(json -> {
            json.write("object", "hermes.model.options").write("agent", agent.id()).write("provider", current.provider())
                    .write("model", current.model()).writeStartArray("providers");
            for (Upstream upstream : catalog.upstreams()) {
                Set<String> models = models(catalog, agent, upstream, grants);
                if (!models.isEmpty()) {
                    row(json, upstream.name(), upstream.name().equals(current.provider()), models);
                    json.write("available", upstream.state() == CircuitBreaker.State.CLOSED).writeEnd();
                }
            }
            json.writeEnd().writeStartArray("routes");
            for (Map.Entry<String, List<RouteTarget>> route : catalog.definition().routes().entrySet()) {
                if (grants.allows(route.getKey())) {
                    row(json, route.getKey(), route.getValue().equals(agent.route()),
                            route.getValue().stream().map(RouteTarget::toString).toList());
                    json.writeEnd();
                }
            }
            json.writeEnd().writeStartObject("capabilities").write("reasoning", true).write("service_tier", true)
                    .write("direct_model_requests", catalog.definition().names().passThrough()).writeEnd();
        }));
    }

    /** Writes the beginning of a row, whose object stays open. */
    private static void row(JsonGenerator json, String name, boolean current, Iterable<String> models) {
        json.writeStartObject().write("slug", name).write("name", name).write("is_current", current).writeStartArray("models");
        models.forEach(json::write);
        json.writeEnd();
    }

    /** Returns what may be asked for at an upstream: by a limited API key only what its agent uses there. */
    private static Set<String> models(AgentCatalog catalog, NamedAgent agent, Upstream upstream, Grants grants) {
        Set<String> models = new LinkedHashSet<>();
        boolean all = grants.models().isEmpty() || grants.models().contains(upstream.name());
        Stream<List<RouteTarget>> routes = Stream.concat(Stream.of(agent.route()), catalog.definition().routes().entrySet().stream()
                .filter(route -> grants.allows(route.getKey())).map(Map.Entry::getValue));
        routes.flatMap(List::stream).filter(target -> target.provider().equals(upstream.name())).map(RouteTarget::model)
                .forEach(models::add);
        if (all) {
            models.addAll(upstream.settings().offered());
        }
        return models;
    }
}
