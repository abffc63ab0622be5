package dev.talaria.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @ValueSource(strings = {"\u202E", "\u2066\u2069", "\u200F", "\u061C", "\u2028", "\u0085", "\n\u001b"})
    void keepsDirectionMarksAndLineEndsOut(String odd) {
        assertEquals("no such model", new Redaction(List.of()).clean("no" + odd + "such model"));
    }

    @Test
    void keepsSecretsOut() {
        Redaction redaction = new Redaction(List.of("hunter22", "hunter22-long", "abc"));

        assertEquals("*** and *** abc, Bearer *** and ***",
                redaction.clean("hunter22-long and hunter22 abc, Bearer xyz and sk-abcd1234"));
    }
}
