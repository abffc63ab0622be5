package dev.talaria.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\t", "\u0000", "\u001b", "\u0085", "\u2028", "\u2029", "\u202A", "\u202B", "\u202C", "\u202D",
        "\u202E", "\u2066", "\u2067", "\u2068", "\u2069", "\u200E", "\u200F", "\u061C", "\u200B", "\uFEFF", "\uDB40\uDC41", "\uD800"})
    void replacesWhatIsUnseenOrMovesOtherCharacters(String odd) {
        assertEquals("a?b", LogText.plain("a" + odd + "b", 10));
    }

    @Test
    void keepsLettersOfAllScripts() {
        assertEquals("Zo\u00EB \u65E5\u672C \u0643\u0644\u0645\u0629 \uD83D\uDE00", LogText.plain(
                "Zo\u00EB \u65E5\u672C \u0643\u0644\u0645\u0629 \uD83D\uDE00", 50));
    }

    @Test
    void showsAFailureAsItIsButForUnfitCharactersInItsMessages() {
        Exception quoting = new IllegalStateException("a\u202Eb", new IOException("c\nd", new Error("plain")));

        Throwable plain = LogText.plain(quoting);

        assertEquals("java.lang.IllegalStateException: a?b", plain.toString());
        assertEquals("java.io.IOException: c?d", plain.getCause().toString());
        assertEquals("java.lang.Error: plain", plain.getCause().getCause().toString());
        assertArrayEquals(quoting.getStackTrace(), plain.getStackTrace());
        assertArrayEquals(quoting.getCause().getStackTrace(), plain.getCause().getStackTrace());
    }

    @Test
    void leavesAPlainFailureAlone() {
        Exception plain = new IllegalStateException("a", new IOException("b"));

        assertSame(plain, LogText.plain(plain));
    }

    @Test
    void marksWhereTextIsCutAndCutsNoCharacterInHalf() {
        assertEquals("aaa...", LogText.plain("aaaaa", 3));
        assertEquals("aa\uD83D\uDE00...", LogText.plain("aa\uD83D\uDE00b", 3));
        assertEquals("aaa", LogText.plain("aaa", 3));
    }
}
