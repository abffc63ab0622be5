package dev.talaria.tool;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToolSelectionTest {
    private static final List<String> KNOWN = List.of("todo", "memory", "mcp-wiki", "mcp-files");

    @Test
    void includesWhatItNames() {
        ToolSelection selection = ToolSelection.of(List.of("todo", "mcp:wiki"));

        assertTrue(selection.includes("todo"));
        assertTrue(selection.includes("mcp-wiki"));
        assertFalse(selection.includes("mcp-files"));
        assertFalse(selection.includes("memory"));
        assertFalse(ToolSelection.NONE.includes("todo"));
    }

    @Test
    void includesAllMcpServersByOneName() {
        ToolSelection selection = ToolSelection.of(List.of("mcp"));

        assertTrue(selection.includes("mcp-wiki") && selection.includes("mcp-files"));
        assertFalse(selection.includes("todo"));
    }

    @Test
    void refusesNamesThatMeanNothing() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                () -> ToolSelection.of(List.of("todo", "wbe", "mcp:wkii")).require("talaria.agent.tools", KNOWN));

        assertEquals("talaria.agent.tools: there is no toolset mcp:wkii, wbe; there are mcp, mcp:files, mcp:wiki, memory, todo, or none",
                refused.getMessage());
        assertDoesNotThrow(() -> ToolSelection.of(List.of("todo", "mcp", "mcp:wiki")).require("talaria.agent.tools", KNOWN));
    }

    @Test
    void selectsFromAllToolsets() {
        Toolset wiki = new Toolset("mcp-wiki", "🔌", "Wiki", "Tools of a server", List.of());
        Toolsets all = new Toolsets(List.of(Toolset.planning()), () -> List.of(wiki));

        assertEquals(List.of(Toolset.planning().name(), "mcp-wiki"), names(all.of(ToolSelection.of(List.of("todo", "mcp")))));
        assertEquals(List.of("mcp-wiki"), names(all.of(ToolSelection.of(List.of("mcp:wiki")))));
        assertEquals(List.of(), names(all.of(ToolSelection.NONE)));
        assertTrue(all.of(ToolSelection.NONE).tools().isEmpty());
    }

    private static List<String> names(Toolsets sets) {
        return sets.all().stream().map(Toolset::name).toList();
    }
}
