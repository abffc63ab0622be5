package dev.talaria.tool;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which toolsets one agent is offered, by their names. Immutable.
 *
 * @param names of toolsets; {@code mcp} means those of all MCP servers
 */
public record ToolSelection(Set<String> names) {
    /** The name that means all MCP servers. */
    public static final String MCP = "mcp";
    /** No toolset at all. */
    public static final ToolSelection NONE = new ToolSelection(Set.of());
    private static final String OF_MCP = MCP + "-";
    private static final String CONFIGURED = MCP + ":";

    public ToolSelection {
        names = Set.copyOf(names);
    }

    /** @param configured as settings name toolsets, where {@code mcp:wiki} is the toolset {@code mcp-wiki} */
    public static ToolSelection of(Collection<String> configured) {
        Set<String> names = new LinkedHashSet<>();
        configured.forEach(name -> names.add(name.startsWith(CONFIGURED) ? ofMcp(name.substring(CONFIGURED.length())) : name));
        return new ToolSelection(names);
    }

    /** Returns the name of the toolset of an MCP server. */
    public static String ofMcp(String server) {
        return OF_MCP + server;
    }

    /** Returns whether the toolset is among them. */
    public boolean includes(String toolset) {
        return names.contains(toolset) || toolset.startsWith(OF_MCP) && names.contains(MCP);
    }

    /**
     * Refuses names that mean nothing.
     *
     * @param setting that names the toolsets
     * @param known   names of all toolsets that there are
     * @throws IllegalArgumentException with words for the operator
     */
    public void require(String setting, Collection<String> known) {
        List<String> unknown = names.stream().filter(name -> !name.equals(MCP) && !known.contains(name)).sorted()
                .map(ToolSelection::configured).toList();
        if (!unknown.isEmpty()) {
            Set<String> all = new TreeSet<>(known.stream().map(ToolSelection::configured).toList());
            all.add(MCP);
            throw new IllegalArgumentException(setting + ": there is no toolset " + String.join(", ", unknown) + "; there are "
                    + String.join(", ", all) + ", or none");
        }
    }

    private static String configured(String name) {
        return name.startsWith(OF_MCP) ? CONFIGURED + name.substring(OF_MCP.length()) : name;
    }
}
