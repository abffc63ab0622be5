package dev.talaria.memory.local.tool;

import dev.talaria.tool.Tool;
import java.util.List;

/** The tools of the built-in memory. */
public final class MemoryTools {
    private MemoryTools() {
    }

    public static List<Tool> over(Items items) {
        return List.of(new SearchTool(items), new RememberTool(items), new ForgetTool(items));
    }
}
