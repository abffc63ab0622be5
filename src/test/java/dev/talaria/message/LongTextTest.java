package dev.talaria.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LongTextTest {
    @Test
    void keepsWhatIsNoLonger() {
        String text = "x".repeat(100);

        assertSame(text, LongText.ends(text, 100));
    }

    @Test
    void keepsBeginningAndEndOfALongerText() {
        String ends = LongText.ends("begin " + "x".repeat(1_000) + " end?", 100);

        assertTrue(ends.length() <= 100);
        assertTrue(ends.startsWith("begin x"), ends);
        assertTrue(ends.endsWith("x end?"), ends);
    }

    @Test
    void cutsNoCharacterInTwo() {
        for (int most = 20; most < 24; most++) {
            String ends = LongText.ends("😀".repeat(1_000), most);

            assertEquals(-1, ends.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF).findFirst().orElse(-1));
        }
    }
}
