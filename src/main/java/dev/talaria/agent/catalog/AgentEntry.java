package dev.talaria.agent.catalog;

import dev.talaria.config.TalariaConfig.Thoughts;
import dev.talaria.json.JsonBody;
import dev.talaria.tool.ToolSelection;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Set;

/** Reads one agent of the file. Not thread-safe. */
final class AgentEntry {
    private static final Set<String> MEMBERS = Set.of("system_prompt", "route", "task_route", "parameters", "toolsets", "memory",
            "thoughts");
    /** What a turn sets itself. */
    private static final Set<String> NO_PARAMETERS = Set.of("model", "messages", "tools", "tool_choice", "stream", "stream_options", "n");
    private static final int MAX_PROMPT = 100_000;
    private static final int MAX_TOKENS = 1_000_000;
    private static final String NO_TOOLS = "none";

    private final JsonBody members;
    private final NamedAgent usual;
    private final RouteParser routes;
    private final List<String> known;

    /**
     * @param usual holds for what the entry leaves out
     * @param known the names of all toolsets
     */
    AgentEntry(JsonBody members, NamedAgent usual, RouteParser routes, List<String> known) {
        this.members = members;
        this.usual = usual;
        this.routes = routes;
        this.known = known;
    }

    /** @throws RuntimeException for the first fault */
    NamedAgent read(String id) {
        EntryFields.only(members, MEMBERS);
        List<RouteTarget> route = members.value("route").map(value -> routes.route(value, "route")).orElse(usual.route());
        String prompt = members.string("system_prompt").orElse(usual.systemPrompt());
        if (prompt.length() > MAX_PROMPT) {
            members.fail("system_prompt", "a text of at most " + MAX_PROMPT + " characters");
        }
        return new NamedAgent(id, prompt, route,
                members.value("task_route").map(value -> routes.route(value, "task_route")).orElse(route),
                members.object("parameters").map(AgentEntry::parameters).orElse(JsonValue.EMPTY_JSON_OBJECT), toolsets(),
                members.object("memory").map(this::memory).orElse(usual.memory()), thoughts());
    }

    private static JsonObject parameters(JsonBody body) {
        body.object().keySet().stream().filter(NO_PARAMETERS::contains).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("parameters." + name + " is set by each turn");
        });
        return body.object();
    }

    /** A list of names, or the one word that leaves out all. */
    private ToolSelection toolsets() {
        if (members.value("toolsets").orElse(JsonValue.NULL) instanceof JsonString text && text.getString().equals(NO_TOOLS)) {
            return ToolSelection.NONE;
        }
        return EntryFields.texts(members, "toolsets").map(this::selected).orElseGet(usual::toolsets);
    }

    private ToolSelection selected(List<String> names) {
        if (names.equals(List.of(NO_TOOLS))) {
            return ToolSelection.NONE;
        }
        ToolSelection selection = ToolSelection.of(names);
        selection.require("toolsets", known);
        return selection;
    }

    private NamedAgent.AgentMemory memory(JsonBody body) {
        EntryFields.only(body, Set.of("enabled", "scope", "recall_tokens"));
        boolean own = body.string("scope").map(word -> switch (word) {
            case "own" -> true;
            case "shared" -> false;
            default -> body.<Boolean>fail("scope", "own or shared");
        }).orElse(usual.memory().own());
        return new NamedAgent.AgentMemory(body.bool("enabled").orElse(true) && usual.memory().enabled(), own,
                (int) body.integer("recall_tokens", 0, MAX_TOKENS).orElse(usual.memory().recallTokens()));
    }

    private Thoughts thoughts() {
        return members.string("thoughts").map(word -> switch (word) {
            case "separate" -> Thoughts.SEPARATE;
            case "keep" -> Thoughts.KEEP;
            default -> members.<Thoughts>fail("thoughts", "separate or keep");
        }).orElse(usual.thoughts());
    }
}
