package dev.talaria.agent.catalog;

import dev.talaria.config.TalariaConfig.Thoughts;
import dev.talaria.tool.ToolSelection;
import jakarta.json.JsonObject;
import java.util.List;

/**
 * An agent as the configuration describes it.
 *
 * @param route        the models that answer: the first one, and each next one where those before it are unavailable; never empty
 * @param taskRoute    the same for clients' background tasks
 * @param parameters   members of model requests that a client has not set
 * @param toolsets     the sets of server tools that the model is offered
 * @param thoughts     how to treat thoughts that a model writes into its text
 */
public record NamedAgent(String id, String systemPrompt, List<RouteTarget> route, List<RouteTarget> taskRoute, JsonObject parameters,
                         ToolSelection toolsets, AgentMemory memory, Thoughts thoughts) {
    private static final String TASK_SUFFIX = "-task";

    /**
     * How an agent remembers.
     *
     * @param enabled      whether it remembers beyond a session
     * @param own          whether its memory is separate from that of all other agents
     * @param recallTokens the maximum amount of recalled text in a prompt
     */
    public record AgentMemory(boolean enabled, boolean own, int recallTokens) {
    }

    public NamedAgent {
        route = List.copyOf(route);
        taskRoute = List.copyOf(taskRoute);
    }

    /** Returns the name under which clients' background tasks are answered. */
    public String taskId() {
        return taskId(id);
    }

    static String taskId(String id) {
        return id + TASK_SUFFIX;
    }
}
