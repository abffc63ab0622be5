package dev.talaria.memory.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules against a corpus of messages for each language: a line "+ message => trait=value; …" says something, with "!" before a trait
 * that ends; a line "- message" is an ordinary one, which says nothing.
 */
class ProfileRulesTest {
    private static List<String> corpus(String language) {
        try (InputStream in = ProfileRulesTest.class.getResourceAsStream("/memory/profile/" + language + ".txt")) {
            return new String(Objects.requireNonNull(in, language).readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> line.startsWith("+ ") || line.startsWith("- ")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String found(String message) {
        return ProfileRules.statements(message.replace("\\n", "\n")).stream()
                .map(each -> (each.effect() == Statement.Effect.ENDS ? "!" : "") + each.trait().wire() + "=" + each.value())
                .collect(Collectors.joining("; "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr", "es", "it", "ru", "pl", "tr", "zh", "ja", "ko"})
    void findsWhatUsersSayOfThemselvesAndNothingInOrdinaryMessages(String language) {
        List<String> faults = new ArrayList<>();
        int said = 0;
        List<String> corpus = corpus(language);
        for (String line : corpus) {
            String[] parts = line.substring(2).split(" => ");
            said += line.charAt(0) == '+' ? 1 : 0;
            String found = found(parts[0]);
            String expected = parts.length > 1 ? parts[1] : "";
            if (!found.equals(expected)) {
                faults.add("\n" + line + "\n    but was: " + found);
            }
        }

        assertEquals(List.of(), faults);
        int ordinary = corpus.size() - said;
        assertTrue(said >= 24 && ordinary >= 300, () -> "too small a corpus: " + ordinary + " ordinary messages");
    }

    @Test
    void looksAtShortParagraphsAtTheEdgesOfALongMessage() {
        String pasted = "I am Bob and I live in Paris. ".repeat(2_000);

        assertEquals("name=Jonas", found("My name is Jonas.\n\n" + pasted + "\n\nCould you sum it up for the board?"));
        assertEquals("", found(pasted));
    }
}
