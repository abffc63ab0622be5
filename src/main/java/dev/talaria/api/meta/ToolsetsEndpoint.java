package dev.talaria.api.meta;

import dev.talaria.agent.Agents;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.json.Json;
import dev.talaria.scope.ToolPolicy;
import dev.talaria.tool.Tool;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import dev.talaria.tool.skill.Skill;
import jakarta.json.stream.JsonGenerator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Lists the toolsets that the agent is offered, and the skills. Immutable, safe for many threads. */
public final class ToolsetsEndpoint implements Endpoint {
    private final Agents agents;
    private final Function<NamedAgent, Toolsets> toolsets;
    private final Function<NamedAgent, List<Skill>> skills;

    /**
     * @param toolsets returns those of an agent
     * @param skills   returns those of an agent, at the moment
     */
    public ToolsetsEndpoint(Agents agents, Function<NamedAgent, Toolsets> toolsets, Function<NamedAgent, List<Skill>> skills) {
        this.agents = Objects.requireNonNull(agents);
        this.toolsets = Objects.requireNonNull(toolsets);
        this.skills = Objects.requireNonNull(skills);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("skills", "/v1/skills", exchange -> exchange.reply(skills(skills.apply(agent(exchange)))))
                        .with("skills_api"),
                Route.get("toolsets", "/v1/toolsets", exchange -> exchange.reply(toolsets(toolsets.apply(agent(exchange)),
                        exchange.key().policy().grants().tools()))));
    }

    /** Returns the agent that the path names, else the one that answers a request without a model. */
    private NamedAgent agent(Exchange exchange) {
        return agents.agent(agents.choose(exchange.agent(), null, null, exchange.key().policy().grants()).agent());
    }

    static Reply skills(List<Skill> skills) {
        return Reply.ok(Json.object(json -> {
            json.write("object", "list").writeStartArray("data");
            skills.forEach(skill -> skill(json, skill));
            json.writeEnd();
        }));
    }

    private static void skill(JsonGenerator json, Skill skill) {
        json.writeStartObject().write("name", Json.repaired(skill.name())).write("description", Json.repaired(skill.description()));
        skill.category().ifPresentOrElse(category -> json.write("category", Json.repaired(category)), () -> json.writeNull("category"));
        json.write("enabled", skill.usable());
        skill.fault().ifPresent(fault -> json.write("error", Json.repaired(fault)));
        json.writeEnd();
    }

    /** @param policy leaves out the tools that it denies */
    static Reply toolsets(Toolsets toolsets, ToolPolicy policy) {
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
