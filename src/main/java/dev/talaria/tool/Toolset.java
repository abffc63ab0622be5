package dev.talaria.tool;

import java.util.List;
import java.util.Objects;

/**
 * Tools that belong together, as an operator switches them on.
 *
 * @param emoji what chat clients show beside its calls
 * @param title for people
 */
public record Toolset(String name, String emoji, String title, String description, List<Tool> tools) {
    public Toolset {
        Objects.requireNonNull(name);
        Objects.requireNonNull(emoji);
        Objects.requireNonNull(title);
        Objects.requireNonNull(description);
        tools = List.copyOf(tools);
    }

    /** The plan that the agent keeps for itself. */
    public static Toolset planning() {
        return new Toolset("todo", "📋", "Task Planning", "Keeps a list of steps while it works on them", List.of(new TodoTool()));
    }

    /** What the model may ask its long-term memory by itself. */
    public static Toolset memory(List<Tool> tools) {
        return new Toolset("memory", "🧠", "Memory", "Asks and tells what is remembered of the user", tools);
    }
}
