package dev.talaria.tool;

import dev.talaria.scope.RequestScope;
import jakarta.json.JsonObject;

/** Something the agent can do on the server. Safe for many threads. */
public interface Tool {
    String name();

    String description();

    /** A JSON Schema of the arguments. */
    JsonObject parameters();

    /** Whether it is any use to a turn of this request; where not, the model hears nothing of it. */
    default boolean isFor(RequestScope request) {
        return true;
    }

    /** Whether somebody must agree before it runs with these arguments. */
    default boolean needsApproval(JsonObject arguments) {
        return false;
    }

    /**
     * Runs on a thread of its own and may block, but must heed the context's cancellation, which also tells that the turn's time is over:
     * a second later the turn ends without it, and what it returns is dropped.
     *
     * @return the text for the model
     * @throws ToolFailure with the text for the model where it cannot be done
     */
    String call(ToolContext context, JsonObject arguments) throws ToolFailure;
}
