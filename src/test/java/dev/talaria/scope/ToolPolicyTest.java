package dev.talaria.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolPolicyTest {
    private static Set<String> entries(String words) {
        return words == null ? Set.of() : Set.of(words.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        " | | | | ALLOW",
        "wiki_search | | | | ALLOW",
        "wiki_read | | | | DENY",
        "wiki_read | | | ALLOW | ALLOW",
        " | wiki_search | | | ASK",
        " | wiki_read | | | ALLOW",
        " | wiki_read | | DENY | DENY",
        "wiki_search | wiki_search | | | ASK",
        "wiki_search | wiki_search | wiki_search | | DENY",
        "* | | wiki_* | | DENY",
        "* | | wiki_*_* | | ALLOW",
        " | | *search | | DENY",
        " | | w*_s*h | | DENY",
        " | | wiki_searc | | ALLOW",
        " | | Wiki_search | | ALLOW",
        " | toolset:mcp-wiki | | | ASK",
        " | | toolset:mcp-* | | DENY",
        " | | toolset:wiki | | ALLOW",
        " | | mcp-wiki | | ALLOW",
        "toolset:memory | | | | DENY"})
    void decidesByTheStrictestEntryThatNamesTheTool(String allow, String ask, String deny, ToolPolicy.Decision otherwise,
                                                       ToolPolicy.Decision expected) {
        ToolPolicy policy = new ToolPolicy(entries(allow), entries(ask), entries(deny), otherwise, true);

        assertEquals(expected, policy.of("wiki_search", "mcp-wiki"));
    }
}
