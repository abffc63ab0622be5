package dev.talaria.api.meta;

import dev.talaria.agent.Agents;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.json.Json;
import dev.talaria.scope.Grants;
import jakarta.json.stream.JsonGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lists the agents in the form of OpenAI's models; {@code root} names the upstream model of each. Immutable, safe for many threads. */
public final class ModelsEndpoint implements Endpoint {
    private final Agents agents;
    private final Instant created;

    /** @param created the creation time that all agents show: the server's start */
    public ModelsEndpoint(Agents agents, Instant created) {
        this.agents = Objects.requireNonNull(agents);
        this.created = Objects.requireNonNull(created);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("models", "/v1/models", exchange -> exchange.reply(list(exchange.agent(), grants(exchange)))),
                Route.get("model", "/v1/models/{model}", exchange -> exchange.reply(
                        one(exchange.parameter("model"), exchange.agent(), grants(exchange)))));
    }

    private static Grants grants(Exchange exchange) {
        return exchange.key().policy().grants();
    }

    Reply list(@Nullable String agent, Grants grants) {
        return Reply.ok(Json.object(json -> {
            json.write("object", "list").writeStartArray("data");
            agents.listed(agent, grants).forEach(listed -> model(json, listed));
            json.writeEnd();
        }));
    }

    Reply one(String id, @Nullable String agent, Grants grants) {
        Agents.Listed found = agents.listed(agent, grants).stream().filter(listed -> listed.id().equals(id)).findFirst()
                .orElseThrow(() -> agents.notFound(id));
        return Reply.ok(Json.generate(json -> model(json, found)));
    }

    private void model(JsonGenerator json, Agents.Listed listed) {
        json.writeStartObject().write("id", listed.id()).write("object", "model").write("created", created.getEpochSecond())
                .write("owned_by", "talaria").writeStartArray("permission").writeEnd().write("root", listed.root());
        ReplyJson.nullable(json, "parent", listed.parent());
        json.writeEnd();
    }
}
