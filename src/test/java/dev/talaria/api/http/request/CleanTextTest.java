package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTextTest {
    @ParameterizedTest
    @ValueSource(strings = {" a", "a ", "\ta\t", "\u00A0a\u00A0", "\u3000a\u2003", "\u2028a\u2029", " \t a \u00A0 "})
    void trimsBlanksOfAnyScript(String text) {
        assertEquals("a", CleanText.trim(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\na", "a\r", "\u0000a", "a\u0085", "\u001Fa", "a\u007F"})
    void keepsControlCharactersForTheirCheck(String text) {
        assertEquals(text, CleanText.trim(text));
        assertTrue(CleanText.hasControl(text));
    }

    @Test
    void trimsTextOfBlanksToNothing() {
        assertEquals("", CleanText.trim(" \t\u00A0\u3000"));
    }

    @ParameterizedTest
    @CsvSource({"'',true", "{{USER_ID}},true", "webui:{{USER_ID,true", "left}},true", "{single},false", "} }{ {,false", "a,false"})
    void takesEmptyValuesAndUnfilledTemplatesForAbsent(String text, boolean absent) {
        assertEquals(absent, CleanText.isAbsent(text));
    }

    @ParameterizedTest
    @CsvSource({"256,a,false", "257,a,true", "256,\uD83D\uDE00,false", "257,\uD83D\uDE00,true", "256,\u00E9,false"})
    void countsCodePoints(int count, String character, boolean tooLong) {
        assertEquals(tooLong, CleanText.isTooLong(character.repeat(count)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "J\u00FCrgen", "\u5C71\u7530", "\uD83D\uDE00 smile"})
    void givesBackWhatWasSentByteForByte(String text) {
        String asBytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertEquals(text, CleanText.decode(asBytes).orElseThrow());
        assertEquals(asBytes, CleanText.encode(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00FC", "\u00C0\u0080", "\u00ED\u00A0\u0080", "\u00C3", "\u00F5\u0080\u0080\u0080", "\u0142"})
    void decodesNothingThatIsNoUtf8(String bytes) {
        assertTrue(CleanText.decode(bytes).isEmpty());
    }

    @Test
    void excerptIsBoundedPrintableAscii() {
        assertEquals("/a?b?...", CleanText.excerpt("/a\u0007b\u00FCrest", 5));
    }
}
