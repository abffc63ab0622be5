package dev.talaria.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncationTest {
    @ParameterizedTest
    @CsvSource({"abc, 0, ''", "abc, 2, ab", "abc, 3, abc", "abc, 4, abc", "😀😀, 0, ''", "😀😀, 1, ''", "😀😀, 2, 😀", "😀😀, 3, 😀", "a😀, 2, a",
        "'', 0, ''"})
    void startsWithAtMostSoManyCharacters(String text, int most, String start) {
        assertEquals(start, Truncation.start(text, most));
    }

    @ParameterizedTest
    @CsvSource({"abc, 3, abc", "abc, 2, ab…", "😀😀, 3, 😀…", "😀😀, 4, 😀😀"})
    void marksWhatIsCutOff(String text, int most, String marked) {
        assertEquals(marked, Truncation.marked(text, most));
    }

    @ParameterizedTest
    @CsvSource({"abc, 3, abc, abc", "abcd, 3, abc, ab…", "😀😀, 2, 😀😀, 😀😀", "😀😀😀, 2, 😀😀, 😀…", "😀a, 1, 😀, …"})
    void countsCodePointsWherePeopleCountThem(String text, int most, String cut, String preview) {
        assertEquals(cut, Truncation.codePoints(text, most));
        assertEquals(preview, Truncation.preview(text, most));
    }

    @Test
    void keepsWhatIsNoLonger() {
        String text = "x".repeat(100);

        assertSame(text, Truncation.ends(text, 100));
    }

    @Test
    void keepsBeginningAndEndOfALongerText() {
        String ends = Truncation.ends("begin " + "x".repeat(1_000) + " end?", 100);

        assertTrue(ends.length() <= 100);
        assertTrue(ends.startsWith("begin x"), ends);
        assertTrue(ends.endsWith("x end?"), ends);
    }

    @Test
    void cutsNoCharacterInTwo() {
        for (int most = 20; most < 24; most++) {
            String ends = Truncation.ends("😀".repeat(1_000), most);

            assertEquals(-1, ends.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF).findFirst().orElse(-1));
        }
    }
}
