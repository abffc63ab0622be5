package dev.talaria.boot;

import dev.talaria.agent.tool.ProfileTool;
import dev.talaria.agent.tool.SessionSearchTool;
import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.session.CatalogStore;
import dev.talaria.tool.TodoTool;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolSelection;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import dev.talaria.tool.mcp.McpFile;
import dev.talaria.tool.mcp.McpResources;
import dev.talaria.tool.mcp.McpServers;
import dev.talaria.tool.skill.Skill;
import dev.talaria.tool.skill.SkillTool;
import dev.talaria.tool.skill.Skills;
import dev.talaria.tool.web.WebFetchTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The toolsets of this server, built-in ones and those of MCP servers, as far as an agent is offered them. */
final class ServerTools {
    private static final String PLANNING = "todo";
    private static final String SESSIONS = "sessions";
    private static final String SKILLS = "skills";
    private static final String WEB = "web";
    private static final List<String> BUILT_IN = List.of(PLANNING, Toolset.MEMORY, SESSIONS, SKILLS, WEB);
    /** Every toolset: agents that are named in a file are offered what it says. */
    static final ToolSelection ALL = ToolSelection.of(Stream.concat(BUILT_IN.stream(), Stream.of(ToolSelection.MCP)).toList());

    /**
     * A built-in toolset.
     *
     * @param name  as settings name it
     * @param tools makes them, where an agent is offered the set; none if they cannot be used here
     */
    private record BuiltIn(String name, String emoji, String title, String description, Supplier<List<Tool>> tools) {
        private Toolset made() {
            return new Toolset(name, emoji, title, description, tools.get());
        }
    }

    /** What the tools stand on. */
    record Parts(MemoryProvider memory, Stores stores, ScheduledExecutorService timer) {
    }

    private final TalariaConfig config;
    private final Parts parts;
    private final ToolSelection selection;
    private final Closing closing;
    private final Skills skills;
    private final McpServers mcp;
    private final Toolsets offered;

    /**
     * Begins to connect to the MCP servers; waits for none.
     *
     * @param selection all that any agent may be offered
     */
    ServerTools(TalariaConfig config, ToolSelection selection, McpFile mcpFile, Parts parts, Closing closing) {
        this.config = config;
        this.selection = selection;
        this.parts = parts;
        this.closing = closing;
        skills = new Skills(config.server().home().resolve(SKILLS));
        List<Toolset> fixed = new ArrayList<>();
        builtIn().stream().filter(set -> selection.includes(set.name())).map(BuiltIn::made).filter(set -> !set.tools().isEmpty())
                .forEach(fixed::add);
        Set<String> taken = fixed.stream().flatMap(set -> set.tools().stream()).map(Tool::name).collect(Collectors.toSet());
        mcp = closing.add(McpServers.start(mcpFile.only(selection::includes), taken, new McpResources(closing.addPool(Threads.mcp()),
                Threads.named("mcp-http"), parts.timer(), Version.current())));
        List<Toolset> always = fixed.stream().filter(set -> !set.name().equals(SKILLS)).toList();
        List<Toolset> ofSkills = fixed.stream().filter(set -> set.name().equals(SKILLS)).toList();
        offered = new Toolsets(always, () -> Stream.concat(skills.usable().isEmpty() ? Stream.empty() : ofSkills.stream(),
                mcp.toolsets().stream()).toList()).of(selection);
    }

    /** Returns the names of all toolsets that there can be. */
    static List<String> names(McpFile mcpFile) {
        return Stream.concat(BUILT_IN.stream(), mcpFile.toolsets().stream()).toList();
    }

    /** Returns all built-in toolsets: a further tool is a line here. */
    private List<BuiltIn> builtIn() {
        return List.of(
                new BuiltIn(PLANNING, "📋", "Task Planning", "Keeps a list of the steps of the work at hand", () ->
                        List.of(new TodoTool())),
                new BuiltIn(Toolset.MEMORY, "🧠", "Memory", "Reads and changes what is remembered about the user", parts.memory()::tools),
                new BuiltIn(SESSIONS, "🗂️", "Sessions", "Finds earlier conversations with the user", this::sessions),
                new BuiltIn(SKILLS, "📚", "Skills", "Loads instructions for kinds of work", () -> List.of(new SkillTool(skills))),
                new BuiltIn(WEB, "🔍", "Web", "Reads pages of the public web", () ->
                        List.of(closing.add(new WebFetchTool(config.web(), Threads.named("web"))))));
    }

    /** Returns the toolsets of the endpoint {@code /mcp}: all that concern the memory, whatever the agent itself is offered. */
    List<Toolset> forMemoryClients() {
        return builtIn().stream().filter(set -> set.name().equals(Toolset.MEMORY) || set.name().equals(SESSIONS)).map(BuiltIn::made)
                .map(set -> !set.name().equals(Toolset.MEMORY) ? set : set.with(Stream.concat(set.tools().stream(),
                        Stream.of(new ProfileTool(parts.memory()))).toList())).toList();
    }

    private List<Tool> sessions() {
        boolean used = !config.remembersHere() || config.memory().tools();
        return used && parts.memory() instanceof MemoryCatalog catalog
                ? List.of(new SessionSearchTool(catalog, new CatalogStore(parts.stores().database()))) : List.of();
    }

    /** Returns the skills at the moment, also faulty ones; none for an agent that is not offered them. */
    List<Skill> skills(ToolSelection agent) {
        return agent.includes(SKILLS) ? skills.all() : List.of();
    }

    McpServers mcp() {
        return mcp;
    }

    /** Returns what an agent is offered. */
    Toolsets of(ToolSelection agent) {
        return agent.equals(selection) ? offered : offered.of(agent);
    }
}
