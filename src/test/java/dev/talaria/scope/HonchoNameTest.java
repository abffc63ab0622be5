package dev.talaria.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HonchoNameTest {
    @ParameterizedTest
    @CsvSource({"agent:main:webui:dm:user-42, agent-main-webui-dm-user-42", "a:b, a-b", "a-b, a-b", "a::b, a-b", "a--b, a--b",
        "':a:', a", "-a-, a", "'user 42', user-42", "A_z-9, A_z-9", "ключ-a, a", "'a😀b', a-b"})
    void keepsLettersDigitsDashesAndUnderscores(String key, String name) {
        assertEquals(name, HonchoName.of(key));
    }

    @Test
    void keepsAHundredCharacters() {
        assertEquals("a".repeat(100), HonchoName.of("a".repeat(100)));
    }

    @Test
    void cutsLongerOnesAndAddsTheirHash() {
        String name = HonchoName.of("a".repeat(101));

        assertEquals("a".repeat(91) + "-" + Sha256.hex("a".repeat(101)).substring(0, 8), name);
        assertEquals(100, name.length());
        assertNotEquals(name, HonchoName.of("a".repeat(102)));
    }

    @Test
    void namesWhatHasNoSuchCharacterByItsHash() {
        assertTrue(HonchoName.of("ключ").matches("[0-9a-f]{8}"));
        assertNotEquals(HonchoName.of("ключ"), HonchoName.of("ключи"));
    }

    @Test
    void isANameThatHonchoTakesWhateverTheKeyIs() {
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            String key = random.ints(1 + random.nextInt(120), 0x20, random.nextBoolean() ? 0x7F : 0x2FF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();

            assertTrue(HonchoName.of(key).matches("[A-Za-z0-9_-]{1,100}"), key);
        }
    }
}
