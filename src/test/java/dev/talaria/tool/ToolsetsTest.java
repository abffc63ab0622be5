package dev.talaria.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToolsetsTest {
    private final Toolsets toolsets = new Toolsets(List.of(Toolset.planning()));

    @Test
    void findsAToolByItsName() {
        assertEquals("todo", toolsets.tool("todo").orElseThrow().name());
        assertTrue(toolsets.tool("none").isEmpty());
    }

    @Test
    void showsAToolWithTheSignOfItsSet() {
        assertEquals("📋", toolsets.emoji("todo"));
        assertEquals("🔧", toolsets.emoji("none"));
    }

    @Test
    void refusesTwoToolsOfOneName() {
        assertThrows(IllegalArgumentException.class, () -> new Toolsets(List.of(Toolset.planning(), Toolset.planning())));
    }
}
