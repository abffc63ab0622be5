package dev.talaria.api.items;

import dev.talaria.api.http.tool.ToolNames;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Objects;

/**
 * How the items of a response are shown, as its request asked: the same live, stored and replayed.
 *
 * @param tools     the client's, which give calls their declared names and forms
 * @param summaries whether thoughts are shown as summaries
 */
public record ItemFormat(ToolNames tools, boolean summaries) {
    /** The default: functions as the model calls them, thoughts as they are. */
    public static final ItemFormat PLAIN = new ItemFormat(ToolNames.NONE, false);

    private static final String NO_SUMMARY = "none";

    public ItemFormat {
        Objects.requireNonNull(tools);
    }

    /** @param echo the request's settings as its response repeats them */
    public static ItemFormat of(JsonObject echo) {
        boolean summaries = echo.get("reasoning") instanceof JsonObject reasoning
                && (asks(reasoning, "summary") || asks(reasoning, "generate_summary"));
        return new ItemFormat(ToolNames.of(echo.get("tools")), summaries);
    }

    private static boolean asks(JsonObject reasoning, String name) {
        return reasoning.get(name) instanceof JsonString kind && !kind.getString().equals(NO_SUMMARY);
    }
}
