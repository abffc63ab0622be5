package dev.talaria.tool;

import dev.talaria.scope.RequestScope;
import jakarta.json.JsonObject;

/** A tool that runs on the server. Safe for many threads. */
public interface Tool {
    String name();

    String description();

    /** Returns the JSON Schema of the arguments. */
    JsonObject parameters();

    /** Returns whether turns of this request are offered the tool; if not, the model does not see it. */
    default boolean isFor(RequestScope request) {
        return true;
    }

    /** Returns whether a person must approve the call with these arguments. */
    default boolean needsApproval(JsonObject arguments) {
        return false;
    }

    /**
     * Executes a call. Runs on its own thread and may block, but must observe the context's cancellation, which also signals that the turn
     * has timed out: a second later the turn ends without the call, and its result is dropped.
     *
     * @return the text for the model
     * @throws ToolFailure if the call fails; its message is for the model
     */
    String call(ToolContext context, JsonObject arguments) throws ToolFailure;
}
