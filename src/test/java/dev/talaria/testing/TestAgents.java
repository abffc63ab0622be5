package dev.talaria.testing;

import dev.talaria.agent.Agents;
import dev.talaria.agent.catalog.AgentsDefinition;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.agent.catalog.RouteTarget;
import dev.talaria.agent.catalog.UpstreamSettings;
import dev.talaria.config.TalariaConfig;
import dev.talaria.model.ModelProvider;
import dev.talaria.tool.ToolSelection;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Agents without a configuration. */
public final class TestAgents {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestAgents() {
    }

    /** One agent over a model, which knows what it is asked for as {@code up}. */
    public static Agents over(ModelProvider provider, String id, String up, boolean strict, boolean passThrough) {
        TalariaConfig.Model http = new TalariaConfig.Model(Optional.empty(), Optional.empty(), Optional.of(up), strict, passThrough,
                PATIENCE,
                PATIENCE, PATIENCE, 10);
        UpstreamSettings upstream = new UpstreamSettings("default", http, List.of(), PATIENCE, UpstreamSettings.Breaker.DEFAULT, "");
        List<RouteTarget> route = List.of(new RouteTarget("default", up));
        NamedAgent agent = new NamedAgent(id, "You are Talaria.", route, route, JsonObject.EMPTY_JSON_OBJECT, ToolSelection.NONE,
                new NamedAgent.AgentMemory(true, false, 1_000), TalariaConfig.Thoughts.SEPARATE);
        return new Agents(new AgentsDefinition(Map.of("default", upstream), Map.of(), Map.of(id, agent),
                new AgentsDefinition.Names(strict, passThrough), Map.of(), Duration.ZERO), settings -> provider, Clock.systemUTC());
    }

    /** One agent whose model is never called. */
    public static Agents named(String id, boolean strict, boolean passThrough) {
        return over(new ScriptedModel(), id, "up", strict, passThrough);
    }
}
