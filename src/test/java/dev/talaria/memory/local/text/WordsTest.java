package dev.talaria.memory.local.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void splitsAtWhatIsNeitherLetterNorDigit() {
        assertEquals(List.of("ann", "s", "2", "dogs", "über", "кот"), Words.of("Ann's 2 dogs... Über-КОТ!"));
    }

    @Test
    void findsNoneInPunctuation() {
        assertEquals(List.of(), Words.of(" ?! "));
    }
}
