package dev.talaria.api.meta;

import dev.talaria.agent.Agents;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.json.Json;
import dev.talaria.scope.Grants;
import jakarta.json.stream.JsonGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

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
        return List.of(Route.get("models", "/v1/models", exchange -> exchange.reply(list(exchange.key().policy().grants()))),
                Route.get("model", "/v1/models/{model}", exchange -> exchange.reply(
                        one(exchange.parameter("model"), exchange.key().policy().grants()))));
    }

    Reply list(Grants grants) {
        return Reply.ok(Json.object(json -> {
            json.write("object", "list").writeStartArray("data");
            agents.ids().stream().filter(id -> grants.allows(agents.answering(id))).forEach(id -> model(json, id));
            json.writeEnd();
        }));
    }

    Reply one(String id, Grants grants) {
        if (!agents.knows(id) || !grants.allows(agents.answering(id))) {
            throw agents.notFound(id);
        }
        return Reply.ok(Json.generate(json -> model(json, id)));
    }

    private void model(JsonGenerator json, String id) {
        json.writeStartObject().write("id", id).write("object", "model").write("created", created.getEpochSecond())
                .write("owned_by", "talaria").writeStartArray("permission").writeEnd().write("root", agents.upstreamModel(id))
                .writeNull("parent").writeEnd();
    }
}
