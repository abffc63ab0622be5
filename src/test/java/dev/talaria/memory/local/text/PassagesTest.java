package dev.talaria.memory.local.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassagesTest {
    private static final int MAX = Passages.MAX;

    @Test
    void leavesAShortTextAsItIs() {
        assertEquals(List.of(" A parrot.\n\nIt sings. "), Passages.of(" A parrot.\n\nIt sings. "));
    }

    @Test
    void cutsAtAParagraphBeforeASentence() {
        String first = "One. ".repeat(MAX / 6).strip();
        String second = "Two. ".repeat(MAX / 6).strip();

        assertEquals(List.of(first + "\n\n", second), Passages.of(first + "\n\n" + second));
    }

    @ParameterizedTest
    @ValueSource(strings = {"word ", "A sentence. ", "line\n", "文。", "x", "🦜"})
    void losesNothingAndKeepsTheBound(String part) {
        String text = part.repeat(3 * MAX / part.length() + 7).strip();

        List<String> passages = Passages.of(text);

        assertTrue(passages.stream().allMatch(passage -> passage.length() <= MAX && !passage.isBlank()));
        assertEquals(text, String.join("", passages));
    }

    @Test
    void cutsNoCharacterInTwo() {
        List<String> passages = Passages.of("x" + "🦜".repeat(MAX));

        assertTrue(passages.stream().noneMatch(passage -> Character.isHighSurrogate(passage.charAt(passage.length() - 1))));
    }

    @Test
    void holdsNoNul() {
        assertEquals(List.of("a\uFFFDb"), Passages.of("a\0b"));
    }

    @Test
    void isEmptyForABlankText() {
        assertEquals(List.of(), Passages.of(" \n "));
    }
}
