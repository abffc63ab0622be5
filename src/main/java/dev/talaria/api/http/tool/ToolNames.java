package dev.talaria.api.http.tool;

import dev.talaria.json.Json;
import dev.talaria.scope.Sha256;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Maps a client's tools to the names that a model is offered, and back. A model only knows flat functions: a tool of a namespace is offered
 * under both names joined, a custom tool as a function of its name, and a call of either is shown to the client as it declared the tool.
 * The names depend only on the declared ones, so a stored history refers to the same tools later. Immutable.
 */
public final class ToolNames {
    /** For a client without tools. */
    public static final ToolNames NONE = new ToolNames(Map.of());

    /** The type of a tool search, and the name of the function offered for it. */
    public static final String SEARCH = "tool_search";

    /** The maximum that OpenAI and most other servers accept. */
    private static final int MAX_NAME = 64;
    private static final int HASH_DIGITS = 8;
    private static final String JOINT = "__";
    /** The implied namespace of OpenAI's models: clients refer to its tools without it. */
    private static final String PLAIN = "functions";

    /**
     * A tool as its client declared it.
     *
     * @param namespace null for none
     */
    public record Declared(@Nullable String namespace, String name, Kind kind) {
        public Declared {
            Objects.requireNonNull(name);
            Objects.requireNonNull(kind);
        }
    }

    /** The form in which a client declared a tool. */
    public enum Kind {
        FUNCTION,
        /** Accepts any text. */
        CUSTOM,
        /** Finds more tools of the client. */
        SEARCH
    }

    private final Map<String, Declared> declared;

    private ToolNames(Map<String, Declared> declared) {
        this.declared = Map.copyOf(declared);
    }

    /** @param tools as sent on {@code /v1/responses}; null for none. Unreadable ones are left out */
    public static ToolNames of(@Nullable JsonValue tools) {
        if (!(tools instanceof JsonArray array)) {
            return NONE;
        }
        Map<String, Declared> all = new HashMap<>();
        array.forEach(tool -> add(all, null, tool));
        return new ToolNames(all);
    }

    private static void add(Map<String, Declared> all, @Nullable String namespace, JsonValue value) {
        if (value instanceof JsonObject tool && isSearch(tool)) {
            all.putIfAbsent(SEARCH, new Declared(null, SEARCH, Kind.SEARCH));
            return;
        }
        if (!(value instanceof JsonObject tool) || !(tool.get("name") instanceof JsonString name)
                || !(tool.get("type") instanceof JsonString type)) {
            return;
        }
        switch (type.getString()) {
            case "namespace" -> {
                if (namespace == null && tool.get("tools") instanceof JsonArray members) {
                    members.forEach(member -> add(all, name.getString(), member));
                }
            }
            case "function", "custom" -> all.putIfAbsent(offered(namespace, name.getString()),
                    new Declared(namespace, name.getString(), type.getString().equals("custom") ? Kind.CUSTOM : Kind.FUNCTION));
            default -> { }
        }
    }

    /** Returns whether it is a tool search that the client executes itself. */
    public static boolean isSearch(JsonObject tool) {
        return Json.string(SEARCH).equals(tool.get("type")) && Json.string("client").equals(tool.get("execution"));
    }

    /** Returns the tool behind a function's name; an unknown one is a plain function of that name. */
    public Declared declared(String offered) {
        Declared tool = declared.get(offered);
        return tool == null ? new Declared(null, offered, Kind.FUNCTION) : tool;
    }

    /**
     * Returns the name of the function that a model is offered for a tool.
     *
     * @param namespace null for none
     */
    public static String offered(@Nullable String namespace, String name) {
        if (namespace == null || namespace.isEmpty() || namespace.equals(PLAIN)) {
            return name;
        }
        String joined = (namespace.endsWith(JOINT) ? namespace : namespace + JOINT) + name;
        String plain = joined.replaceAll("[^A-Za-z0-9_-]", "_");
        if (plain.length() <= MAX_NAME && plain.equals(joined)) {
            return joined;
        }
        String mark = "_" + Sha256.hex(joined).substring(0, HASH_DIGITS);
        return plain.substring(0, Math.min(plain.length(), MAX_NAME - mark.length())) + mark;
    }
}
