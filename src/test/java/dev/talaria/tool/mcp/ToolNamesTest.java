package dev.talaria.tool.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolNamesTest {
    @Test
    void keepsANameThatModelsAccept() {
        assertEquals("files_read-file_2", ToolNames.of("files", "read-file_2", Set.of()));
    }

    @Test
    void keepsNamesApartThatAreCleanedToTheSame() {
        String dotted = ToolNames.of("s", "a.b", Set.of());

        assertTrue(dotted.matches("s_a_b_[0-9a-f]{8}"), dotted);
        assertNotEquals(dotted, ToolNames.of("s", "a b", Set.of()));
        assertNotEquals("s_a_b", dotted);
    }

    @Test
    void cutsLongNamesAndKeepsThemApart() {
        String one = ToolNames.of("s", "x".repeat(100) + "1", Set.of());

        assertEquals(64, one.length());
        assertNotEquals(one, ToolNames.of("s", "x".repeat(100) + "2", Set.of()));
    }

    @Test
    void leavesTakenNamesToTheirOwners() {
        assertTrue(ToolNames.of("memory", "search", Set.of("memory_search")).matches("memory_search_[0-9a-f]{8}"));
    }
}
