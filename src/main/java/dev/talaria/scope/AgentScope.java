package dev.talaria.scope;

import org.jspecify.annotations.Nullable;

/**
 * The agents of a request.
 *
 * @param answering the agent of a turn, or the one that the path of any other request names; null for the default agent
 * @param within    the agent that the path names, to whose things the request is confined; null for none
 */
public record AgentScope(@Nullable String answering, @Nullable String within) {
    /** The default agent, without a path that names one. */
    public static final AgentScope DEFAULT = new AgentScope(null, null);

    /** Returns the scope of a request whose path names an agent, or none. */
    public static AgentScope within(@Nullable String agent) {
        return agent == null ? DEFAULT : new AgentScope(agent, agent);
    }

    /** Returns the same confinement for a turn of an agent. */
    public AgentScope answeredBy(@Nullable String agent) {
        return new AgentScope(agent, within);
    }
}
