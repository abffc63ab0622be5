package dev.talaria.memory.local.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LanguagesTest {
    @Test
    void readsEachTenantsTextsInItsLanguage() {
        try (Languages languages = new Languages("en", Map.of("acme", "de"))) {
            assertEquals(List.of("haus"), languages.of("acme").terms("die Häuser"));
            assertEquals(List.of("parrot"), languages.of("umbrella").terms("the parrots"));
        }
    }
}
