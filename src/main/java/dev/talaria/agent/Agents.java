package dev.talaria.agent;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.util.List;
import java.util.Objects;

/**
 * The names under which clients may ask for the agent, and what they mean upstream.
 *
 * @param id          the default agent's id
 * @param upstream    the model that thinks for it, by its upstream's name
 * @param strict      unknown names are refused; else the default agent answers to them
 * @param passThrough unknown names go to the upstream as they are
 */
public record Agents(String id, String upstream, boolean strict, boolean passThrough) {
    private static final String TASK_SUFFIX = "-task";

    public Agents {
        Objects.requireNonNull(id);
        Objects.requireNonNull(upstream);
    }

    /** The agent that answers a client's background tasks. */
    public String taskId() {
        return id + TASK_SUFFIX;
    }

    /** All ids, the default agent's first. */
    public List<String> ids() {
        return List.of(id, taskId());
    }

    public boolean knows(String name) {
        return ids().contains(name);
    }

    public boolean isTask(String name) {
        return taskId().equals(name);
    }

    /**
     * The name that a reply shows: what was asked for, else the default agent's id.
     *
     * @param asked null where the client asked for none
     * @throws ApiException {@code model_not_found} for an unknown name where names are strict
     */
    public String named(String asked) {
        if (asked == null) {
            return id;
        }
        if (strict && !knows(asked)) {
            throw notFound(asked);
        }
        return asked;
    }

    /** Who answers to a name that {@link #named} gave: an upstream model that is passed through, else the agent. */
    public String answering(String name) {
        return passThrough && !knows(name) ? name : id;
    }

    /** The upstream's model for a name that {@link #named} gave. */
    public String upstreamModel(String name) {
        return passThrough && !knows(name) ? name : upstream;
    }

    public ApiException notFound(String name) {
        return ErrorCode.MODEL_NOT_FOUND.at("model", "The model '" + name + "' does not exist");
    }
}
