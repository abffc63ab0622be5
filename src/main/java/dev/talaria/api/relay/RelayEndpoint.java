package dev.talaria.api.relay;

import dev.talaria.agent.Agents;
import dev.talaria.agent.catalog.AgentsDefinition;
import dev.talaria.agent.catalog.AgentsDefinition.Service;
import dev.talaria.agent.catalog.AgentsDefinition.ServiceRoute;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.CommonFields;
import dev.talaria.api.http.request.HeaderNames;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.model.RelayedReply;
import dev.talaria.scope.Grants;
import dev.talaria.scope.RequestScope;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Embeddings, images and speech, passed on to the upstreams that the configuration names for them; only those that it named at the start
 * are there. Replies come back as they are. Immutable, safe for many threads.
 */
public final class RelayEndpoint implements Endpoint {
    private static final Map<Service, Relayed> PATHS = new EnumMap<>(Map.of(
            Service.EMBEDDINGS, new Relayed("embeddings", "/embeddings"),
            Service.IMAGES, new Relayed("image_generation", "/images/generations"),
            Service.SPEECH, new Relayed("speech", "/audio/speech")));
    private static final String BINARY = "application/octet-stream";

    private final Agents agents;
    private final Consumer<RequestScope> budgets;

    /**
     * @param name of the route and of its feature
     * @param path below {@code /v1}, here and at the upstream
     */
    private record Relayed(String name, String path) {
    }

    /** @param budgets throws what refuses a caller whose budget is used up; may block */
    public RelayEndpoint(Agents agents, Consumer<RequestScope> budgets) {
        this.agents = Objects.requireNonNull(agents);
        this.budgets = Objects.requireNonNull(budgets);
    }

    @Override
    public List<Route> routes() {
        return agents.catalog().definition().services().keySet().stream().map(service -> {
            Relayed relayed = Objects.requireNonNull(PATHS.get(service));
            return Route.post(relayed.name(), "/v1" + relayed.path(), exchange -> relay(exchange, service, relayed.path()))
                    .with(relayed.name());
        }).toList();
    }

    /** Holds the upstream open until its reply is there. */
    private void relay(Exchange exchange, Service service, String path) {
        JsonObject body = exchange.body().object();
        String asked = CommonFields.model(exchange.body()).orElse("");
        budgets.accept(exchange.scope(BodyFacts.NONE));
        Agents.Lease lease = agents.lease();
        try {
            AgentsDefinition all = lease.catalog().definition();
            ServiceRoute route = all.services().get(service);
            if (route == null) {
                throw ErrorCode.NOT_FOUND.because("Not found: no upstream is configured for /v1" + path);
            }
            String model = route.model() != null && (asked.isEmpty() || all.knows(asked)) ? route.model() : asked;
            Grants grants = exchange.key().policy().grants();
            if (!grants.allows(route.provider()) && !grants.allows(model)) {
                throw agents.notFound(model);
            }
            JsonObject sent = model.isEmpty() ? body : Json.with(body, "model", Json.string(model));
            exchange.responseHeader(HeaderNames.PROVIDER, route.provider());
            CompletionStage<Reply> reply = lease.catalog().upstream(route.provider()).provider().relay(path, sent.toString(),
                            exchange.trace())
                    .thenApply(service == Service.SPEECH ? RelayEndpoint::sound
                            : done -> Reply.ok(new String(done.body(), StandardCharsets.UTF_8)));
            exchange.reply(reply.whenComplete((done, fault) -> lease.close()));
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    /** A browser must not take the upstream's reply for a page of this server. */
    private static Reply sound(RelayedReply reply) {
        String type = reply.contentType();
        return Reply.binary(type.startsWith("audio/") || type.startsWith("text/event-stream") ? type : BINARY, reply.body());
    }
}
