package dev.talaria.tool;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.text.Truncation;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

/** Summarises a tool call in one short line for readers. */
public final class ToolPreview {
    private static final int MAX = 80;

    private ToolPreview() {
    }

    /** Returns the first text among the arguments, which usually describes the call best, or the tool's name if there is none. */
    public static String of(String tool, String arguments) {
        try {
            if (Json.parseLeniently(arguments) instanceof JsonObject object) {
                return object.values().stream().filter(JsonString.class::isInstance).map(value -> ((JsonString) value).getString())
                        .filter(text -> !text.isBlank()).findFirst().map(ToolPreview::oneLine).orElse(tool);
            }
        } catch (JsonFault fault) {
            return tool;
        }
        return tool;
    }

    private static String oneLine(String text) {
        return Truncation.preview(text.strip().replaceAll("\\s+", " "), MAX);
    }
}
