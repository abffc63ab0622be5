package dev.talaria.api.meta;

import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.json.Json;
import dev.talaria.scope.ToolPolicy;
import dev.talaria.tool.Tool;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import jakarta.json.stream.JsonGenerator;
import java.util.List;
import java.util.Objects;

/** Lists the server's toolsets and its skills, of which there are none. Immutable, safe for many threads. */
public final class ToolsetsEndpoint implements Endpoint {
    private final Toolsets toolsets;

    public ToolsetsEndpoint(Toolsets toolsets) {
        this.toolsets = Objects.requireNonNull(toolsets);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("skills", "/v1/skills", exchange -> exchange.reply(skills())).with("skills_api"),
                Route.get("toolsets", "/v1/toolsets", exchange -> exchange.reply(toolsets(exchange.key().policy().grants().tools()))));
    }

    Reply skills() {
        return Reply.ok("{\"object\":\"list\",\"data\":[]}");
    }

    /** @param policy leaves out the tools that it denies */
    Reply toolsets(ToolPolicy policy) {
        return Reply.ok(Json.object(json -> {
            json.write("object", "list").write("platform", "api_server").writeStartArray("data");
            toolsets.all().forEach(set -> toolset(json, set.with(set.tools().stream()
                    .filter(tool -> policy.of(tool.name(), set.name()) != ToolPolicy.Decision.DENY).toList())));
            json.writeEnd();
        }));
    }

    private static void toolset(JsonGenerator json, Toolset set) {
        json.writeStartObject().write("name", set.name()).write("label", set.emoji() + " " + set.title())
                .write("description", set.description()).write("enabled", true).write("configured", true).writeStartArray("tools");
        set.tools().stream().map(Tool::name).sorted().forEach(json::write);
        json.writeEnd().writeEnd();
    }
}
