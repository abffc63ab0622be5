package dev.talaria.api.items;

import dev.talaria.api.http.tool.ToolNames;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Objects;

/**
 * How the items of a response are shown, as its request asked: live, read again and replayed alike.
 *
 * @param tools     the client's, by which calls get the names and the form that it declared
 * @param summaries what a model thought is shown as its summary
 */
public record ItemFormat(ToolNames tools, boolean summaries) {
    /** Where no request says anything else: functions as the model calls them, thoughts as they are. */
    public static final ItemFormat PLAIN = new ItemFormat(ToolNames.NONE, false);

    private static final String NO_SUMMARY = "none";

    public ItemFormat {
        Objects.requireNonNull(tools);
    }

    /** @param echo the settings of a request as its response repeats them */
    public static ItemFormat of(JsonObject echo) {
        boolean summaries = echo.get("reasoning") instanceof JsonObject reasoning
                && (asks(reasoning, "summary") || asks(reasoning, "generate_summary"));
        return new ItemFormat(ToolNames.of(echo.get("tools")), summaries);
    }

    private static boolean asks(JsonObject reasoning, String name) {
        return reasoning.get(name) instanceof JsonString kind && !kind.getString().equals(NO_SUMMARY);
    }
}
