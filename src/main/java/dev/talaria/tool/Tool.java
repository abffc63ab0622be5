package dev.talaria.tool;

import dev.talaria.scope.RequestScope;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

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
     * Returns whether a call that needs an approval is made all the same where nobody can give one: the tool then finds in the user's words
     * whether it may.
     */
    default boolean judgesByWords() {
        return false;
    }

    /**
     * Returns what a call that needs an approval would do, for the person who is asked; empty if it would do nothing and may run. Bounded
     * like {@link #call}.
     *
     * @throws ToolFailure if the call cannot be made
     */
    default Optional<String> proposal(ToolContext context, JsonObject arguments) throws ToolFailure {
        return Optional.of(ToolPreview.proposal(name(), arguments));
    }

    /**
     * Returns whether a call must see what earlier calls of the same step have done. Such a call runs alone; others may run side by side.
     */
    default boolean runsAlone() {
        return false;
    }

    /** Returns how long a call may take; empty for the agent's usual bound. */
    default Optional<Duration> timeout() {
        return Optional.empty();
    }

    /**
     * Executes a call. Runs on its own thread and may block, but must observe the context's cancellation, which also signals that the
     * call's or the turn's time is over: a second later the turn goes on or ends without the call, and its result is dropped.
     *
     * @return the text for the model
     * @throws ToolFailure if the call fails; its message is for the model
     */
    String call(ToolContext context, JsonObject arguments) throws ToolFailure;

    /** As {@link #call}, for a tool whose results may hold images. */
    default ToolOutput output(ToolContext context, JsonObject arguments) throws ToolFailure {
        return ToolOutput.of(call(context, arguments));
    }
}
