package dev.talaria.tool;

import java.util.List;
import java.util.Objects;

/**
 * A set of related tools that an operator switches on or off.
 *
 * @param emoji shown by chat clients beside its calls
 * @param title for display
 */
public record Toolset(String name, String emoji, String title, String description, List<Tool> tools) {
    /** The name of the set of the tools of memory. */
    public static final String MEMORY = "memory";

    public Toolset {
        Objects.requireNonNull(name);
        Objects.requireNonNull(emoji);
        Objects.requireNonNull(title);
        Objects.requireNonNull(description);
        tools = List.copyOf(tools);
    }

    /** Returns the set with these tools instead. */
    public Toolset with(List<Tool> others) {
        return new Toolset(name, emoji, title, description, others);
    }

    /** Returns the set with the agent's to-do list. */
    public static Toolset planning() {
        return new Toolset("todo", "📋", "Task Planning", "Keeps a list of the steps of the work at hand", List.of(new TodoTool()));
    }
}
