package dev.talaria.agent;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.util.List;
import java.util.Objects;

/**
 * The model names that clients may ask for, and the upstream model behind each.
 *
 * @param id          the default agent's id
 * @param upstream    the model behind it, by its upstream's name
 * @param strict      whether unknown names are rejected; if false, the default agent answers to them
 * @param passThrough whether unknown names go to the upstream unchanged
 */
public record Agents(String id, String upstream, boolean strict, boolean passThrough) {
    private static final String TASK_SUFFIX = "-task";

    public Agents {
        Objects.requireNonNull(id);
        Objects.requireNonNull(upstream);
    }

    /** Returns the id of the agent for a client's background tasks. */
    public String taskId() {
        return id + TASK_SUFFIX;
    }

    /** Returns all ids, the default agent's first. */
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
     * Returns the name that the reply shows: the requested one, else the default agent's id.
     *
     * @param asked null if the client named no model
     * @throws ApiException {@code model_not_found} for an unknown name while names are strict
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

    /** Returns what answers to a name from {@link #named}: a passed-through upstream model, else the agent. */
    public String answering(String name) {
        return passThrough && !knows(name) ? name : id;
    }

    /** Returns the id of the agent that serves runs of a name from {@link #named}: one of {@link #ids}. */
    public String serving(String name) {
        return knows(name) ? name : id;
    }

    /** Returns the upstream model for a name from {@link #named}. */
    public String upstreamModel(String name) {
        return passThrough && !knows(name) ? name : upstream;
    }

    public ApiException notFound(String name) {
        return ErrorCode.MODEL_NOT_FOUND.at("model", "The model '" + name + "' does not exist");
    }
}
