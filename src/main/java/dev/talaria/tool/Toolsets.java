package dev.talaria.tool;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tools of this server, grouped into sets. Immutable, safe for many threads. */
public final class Toolsets {
    private static final String ANY_TOOL = "🔧";

    private final List<Toolset> sets;
    private final Map<String, Tool> tools = new HashMap<>();
    private final Map<String, String> emojis = new HashMap<>();

    /** @throws IllegalArgumentException if two tools have the same name */
    public Toolsets(List<Toolset> sets) {
        this.sets = List.copyOf(sets);
        for (Toolset set : sets) {
            for (Tool tool : set.tools()) {
                if (tools.put(tool.name(), tool) != null) {
                    throw new IllegalArgumentException("two tools are called " + tool.name());
                }
                emojis.put(tool.name(), set.emoji());
            }
        }
    }

    public List<Toolset> all() {
        return sets;
    }

    public List<Tool> tools() {
        return sets.stream().flatMap(set -> set.tools().stream()).toList();
    }

    public Optional<Tool> tool(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** Returns the emoji of the tool's set, or a general one. */
    public String emoji(String tool) {
        return emojis.getOrDefault(tool, ANY_TOOL);
    }
}
