package dev.talaria.tool;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.text.Secrets;
import dev.talaria.text.Truncation;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

/** Summarises tool calls for people: bounded, and without what looks like a secret. */
public final class ToolPreview {
    private static final int MAX_LABEL = 80;
    private static final int MAX_TEXT = 200;
    private static final int MAX_PROPOSAL = 4_000;
    /** How much of a long text is looked at for its preview. */
    private static final int LOOKED_AT = 2_000;

    private ToolPreview() {
    }

    /** Returns the first text among the arguments, which usually describes the call best, or the tool's name if there is none. */
    public static String of(String tool, String arguments) {
        try {
            if (Json.parseLeniently(arguments) instanceof JsonObject object) {
                return object.values().stream().filter(JsonString.class::isInstance).map(value -> ((JsonString) value).getString())
                        .filter(text -> !text.isBlank()).findFirst().map(text -> oneLine(text, MAX_LABEL)).orElse(tool);
            }
        } catch (JsonFault fault) {
            return tool;
        }
        return tool;
    }

    /** Returns the beginning of a result or of a report in one line, at most 200 characters. */
    public static String text(String text) {
        return oneLine(text, MAX_TEXT);
    }

    /** Returns what a call would do, for the person who must approve it: the tool and its arguments, at most 4,000 characters. */
    public static String proposal(String tool, JsonObject arguments) {
        return Truncation.marked(Secrets.redacted(tool + " " + arguments), MAX_PROPOSAL);
    }

    /** Returns the arguments without what looks like a secret; they may not be JSON. */
    public static String arguments(String arguments) {
        return Secrets.redacted(arguments);
    }

    private static String oneLine(String text, int most) {
        return Truncation.preview(Secrets.redacted(Truncation.start(text, LOOKED_AT)).strip().replaceAll("\\s+", " "), most);
    }
}
