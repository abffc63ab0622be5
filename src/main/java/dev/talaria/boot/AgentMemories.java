package dev.talaria.boot;

import dev.talaria.agent.Agents;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.scope.Grants;
import dev.talaria.scope.MemoryScope;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The memories and derived sessions of agents, as the agents of the moment have them. */
final class AgentMemories implements ScopeReader.AgentScopes {
    private final Agents agents;

    AgentMemories(Agents agents) {
        this.agents = Objects.requireNonNull(agents);
    }

    @Override
    public MemoryScope memory(@Nullable String agent, MemoryScope scope) {
        NamedAgent named = agents.agentOrDefault(agent);
        return named.memory().own() ? scope.ownedBy(named.id()) : scope;
    }

    @Override
    public String usual(Grants grants) {
        return agents.usual(grants);
    }

    @Override
    public Set<String> passedThrough(Grants grants) {
        return agents.passedThrough(grants);
    }

    @Override
    public String distinction(@Nullable String agent) {
        return agent == null || agent.equals(agents.id()) ? "" : agent + "\n";
    }
}
