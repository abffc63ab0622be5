package dev.talaria.scope;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The agents of a request.
 *
 * @param answering the agent of a turn, or the one that the path of any other request names; null for the default agent
 * @param within    the agent that the path names, to whose things the request is confined; null for none
 * @param passed    those names that the API key is limited to which are no agent's and no route's, but pass through to an upstream
 */
public record AgentScope(@Nullable String answering, @Nullable String within, Set<String> passed) {
    /** The default agent, without a path that names one. */
    public static final AgentScope DEFAULT = new AgentScope(null, null, Set.of());

    public AgentScope {
        passed = Set.copyOf(passed);
    }

    /** Returns the scope of a request whose path names an agent, or none. */
    public static AgentScope within(@Nullable String agent) {
        return agent == null ? DEFAULT : new AgentScope(agent, agent, Set.of());
    }

    /** Returns the same confinement for a turn of an agent. */
    public AgentScope answeredBy(@Nullable String agent) {
        return new AgentScope(agent, within, passed);
    }

    /** Returns the same agents with these names that pass through. */
    public AgentScope passing(Set<String> names) {
        return new AgentScope(answering, within, names);
    }
}
