package dev.talaria.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @ValueSource(strings = {"\u202E", "\u2066\u2069", "\u200F", "\u061C", "\u2028", "\u0085", "\n\u001b"})
    void keepsDirectionMarksAndLineEndsOut(String odd) {
        assertEquals("no such model", new Redaction(null).clean("no" + odd + "such model"));
    }
}
