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

/**
 * How a client's tools are named where a model is offered them, and back. A model knows flat functions only: a tool of a namespace is
 * offered under both names joined, a custom tool as a function of its name, and a call of either is shown to the client in the form
 * that it declared. The names depend on nothing but the declared ones, so a stored history means the same tools later. Immutable.
 */
public final class ToolNames {
    /** Of a client without tools. */
    public static final ToolNames NONE = new ToolNames(Map.of());

    /** The type of a search for tools, and the name of the function that a model is offered for it. */
    public static final String SEARCH = "tool_search";

    /** The most that OpenAI's and most other servers take. */
    private static final int MAX_NAME = 64;
    private static final int HASH_DIGITS = 8;
    private static final String JOINT = "__";
    /** The namespace that OpenAI's models take for granted: clients write of its tools without it. */
    private static final String PLAIN = "functions";

    /**
     * A tool as its client declared it.
     *
     * @param namespace null for none
     */
    public record Declared(String namespace, String name, Kind kind) {
        public Declared {
            Objects.requireNonNull(name);
            Objects.requireNonNull(kind);
        }
    }

    /** What a client calls a tool that a model is offered as a function. */
    public enum Kind {
        FUNCTION,
        /** Takes any text. */
        CUSTOM,
        /** Finds more tools of the client. */
        SEARCH
    }

    private final Map<String, Declared> declared;

    private ToolNames(Map<String, Declared> declared) {
        this.declared = Map.copyOf(declared);
    }

    /** @param tools as sent on {@code /v1/responses}; null for none. What cannot be read is left out */
    public static ToolNames of(JsonValue tools) {
        if (!(tools instanceof JsonArray array)) {
            return NONE;
        }
        Map<String, Declared> all = new HashMap<>();
        array.forEach(tool -> add(all, null, tool));
        return new ToolNames(all);
    }

    private static void add(Map<String, Declared> all, String namespace, JsonValue value) {
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

    /** Whether it is a search for tools that the client carries out itself. */
    public static boolean isSearch(JsonObject tool) {
        return Json.string(SEARCH).equals(tool.get("type")) && Json.string("client").equals(tool.get("execution"));
    }

    /** The tool that a model means by the name of a function; one that is not known is a plain function of that name. */
    public Declared declared(String offered) {
        Declared tool = declared.get(offered);
        return tool == null ? new Declared(null, offered, Kind.FUNCTION) : tool;
    }

    /**
     * The name of the function that a model is offered for a tool.
     *
     * @param namespace null for none
     */
    public static String offered(String namespace, String name) {
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
