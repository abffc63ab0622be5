package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentTextTest {
    @ParameterizedTest
    @CsvSource({"plain,plain", "a%20b,a b", "J%C3%BCrgen,J\u00FCrgen", "J\u00FCrgen%21,J\u00FCrgen!", "a+b,a+b", "%2e%2E,..",
        "%25,%", "%F0%9F%98%80,\uD83D\uDE00", "'',''"})
    void decodes(String text, String expected) {
        assertEquals(expected, PercentText.decode(text).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "%zz", "a%", "100% sure", "%C3", "%C0%80", "%-1", "%\u0661\u0661", "%%20"})
    void refusesMalformedEscapes(String text) {
        assertTrue(PercentText.decode(text).isEmpty());
    }
}
