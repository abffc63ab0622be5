package dev.talaria.memory.local.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptTest {
    private static final String FILLER = "Nothing to see in this one. ";

    private final TextAnalysis analysis = new TextAnalysis("en");

    @AfterEach
    void close() {
        analysis.close();
    }

    private String excerpt(String text, int most) {
        return Excerpt.of(text, Map.of("parrot", 2.0, "walnut", 3.0), analysis, most);
    }

    @Test
    void keepsAShortTextWhole() {
        assertEquals("The parrot.\nIt sings.", excerpt(" The parrot.\nIt sings. ", 100));
    }

    @Test
    void showsTheSentencesWithTheQuerysWordsInTheirOrder() {
        String text = FILLER.repeat(10) + "The parrot sings. " + FILLER.repeat(10) + "It likes walnuts. " + FILLER.repeat(10);

        String shown = excerpt(text, 60);

        assertEquals("\u2026 The parrot sings. \u2026 It likes walnuts. \u2026", shown);
    }

    @Test
    void fillsTheRoomWithWhatStandsAroundThem() {
        String text = "One here. Two here. " + "The parrot sings. " + "Three here. " + FILLER.repeat(20);

        assertTrue(excerpt(text, 80).contains("Two here. The parrot sings. Three here."), excerpt(text, 80));
    }

    @Test
    void aTextWithoutTheQuerysWordsIsShownFromItsBeginning() {
        assertTrue(excerpt("This begins. " + FILLER.repeat(20), 60).startsWith("This begins. Nothing"));
    }

    @Test
    void cutsASentenceThatIsTooLongAroundItsWord() {
        String shown = excerpt("word ".repeat(100) + "parrot " + "word ".repeat(100), 80);

        assertTrue(shown.contains("parrot"), shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parrot. ", "\uD83E\uDD9C", "walnut ", "x", "\u9E1A\u9D61\u3002", "a parrot\n", "parrotwalnut"})
    void isNeverLongerThanAllowed(String part) {
        for (int most = 40; most < 60; most++) {
            String shown = excerpt(part.repeat(300), most);
            assertTrue(shown.length() <= most && !shown.isBlank(), shown);
            assertEquals(shown, new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        }
    }
}
