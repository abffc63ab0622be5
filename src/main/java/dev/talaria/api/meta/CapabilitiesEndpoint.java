package dev.talaria.api.meta;

import dev.talaria.access.ApiKey;
import dev.talaria.agent.Agents;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.json.Json;
import dev.talaria.scope.IdentityPolicy;
import jakarta.json.stream.JsonGenerator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** {@code GET /v1/capabilities}: reports the features of this server, derived from its routes. Immutable, safe for many threads. */
public final class CapabilitiesEndpoint implements Endpoint {
    private final Supplier<List<Route>> routes;
    private final Agents agents;
    private final boolean keyRequired;
    private final boolean cors;

    /**
     * @param routes      supplies all routes of this server; called when a request is served
     * @param keyRequired false if anonymous use is on, where session and identity headers have no effect
     * @param cors        whether at least one browser origin is allowed
     */
    public CapabilitiesEndpoint(Supplier<List<Route>> routes, Agents agents, boolean keyRequired, boolean cors) {
        this.routes = Objects.requireNonNull(routes);
        this.agents = Objects.requireNonNull(agents);
        this.keyRequired = keyRequired;
        this.cors = cors;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("capabilities", "/v1/capabilities", exchange -> exchange.reply(capabilities(exchange.key()))));
    }

    Reply capabilities(ApiKey key) {
        List<Route> all = routes.get();
        return Reply.ok(Json.object(json -> {
            json.write("object", "hermes.api_server.capabilities").write("platform", "talaria")
                    .write("model", agents.id());
            json.writeStartObject("auth").write("type", "bearer").write("required", keyRequired).writeEnd();
            json.writeStartObject("runtime").write("mode", "server_agent").write("tool_execution", "server").write("split_runtime", false)
                    .write("description", "Turns run on this server: memory, model and the server's own tools. A call to a tool of "
                    + "the client ends the turn, and the client answers it.").writeEnd();
            caller(json, key);
            features(json, all);
            endpoints(json, all);
        }));
    }

    /** Tells a caller what its own key is and may. */
    private static void caller(JsonGenerator json, ApiKey key) {
        IdentityPolicy identity = key.policy().identity();
        json.writeStartObject("caller").write("name", key.name()).write("tenant", key.tenant().name()).write("rights", key.rights().wire())
                .write("identity_policy", identity.kind().wire()).write("session_key_prefix", identity.headers().sessionKeyPrefix())
                .writeStartArray("endpoints");
        key.policy().endpoints().stream().sorted().forEach(json::write);
        json.writeEnd().writeEnd();
    }

    private void features(JsonGenerator json, List<Route> all) {
        Map<String, Boolean> flags = new LinkedHashMap<>();
        Features.KNOWN.forEach(name -> flags.put(name, false));
        all.stream().flatMap(route -> route.features().stream()).sorted().forEach(name -> flags.put(name, true));
        flags.put("cors", cors);
        flags.put("direct_model_requests", agents.catalog().definition().names().passThrough());
        json.writeStartObject("features");
        flags.forEach(json::write);
        Features.HEADERS.forEach((name, header) -> {
            if (keyRequired) {
                json.write(name, header);
            } else {
                json.write(name, false);
            }
        });
        json.write("user_body_fallback", keyRequired).writeEnd();
    }

    private static void endpoints(JsonGenerator json, List<Route> all) {
        json.writeStartObject("endpoints");
        all.forEach(route -> json.writeStartObject(route.name()).write("method", route.method()).write("path", route.path()).writeEnd());
        json.writeEnd();
    }
}
