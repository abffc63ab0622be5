package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ABC Ü | abc ü", "say \"hi\" | SAY \"HI\"", "a\\b | \\", "text | TEXT", "50% | 50%", "x | x"})
    void findsWhatIsSaidInAnyCase(String text, String sought) {
        assertTrue(SearchText.searchTerm(sought).isInMessage(stored(Message.user(text))));
        assertTrue(SearchText.searchTerm(sought).isIn(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "text", "hidden", "{", "picture"})
    void findsNothingThatIsNotSaid(String sought) {
        Message message = new Message(Role.ASSISTANT, List.of(new Part.Reasoning("hidden"), new Part.Text("said"),
                new Part.Image("https://picture.test/a.png", null)), null);

        assertFalse(SearchText.searchTerm(sought).isInMessage(stored(message)));
    }

    @Test
    void findsWhatReachesOverTwoTexts() {
        assertTrue(SearchText.searchTerm("one\ntwo").isInMessage(stored(new Message(Role.USER,
                List.of(new Part.Text("one"), new Part.Text("two")), null))));
    }

    @Test
    void looksAtTheBeginningOfALongMessage() {
        String filling = "🌍".repeat(SearchText.MAX_WORDS / 2 - 1);

        assertTrue(SearchText.searchTerm("x").isInMessage(stored(Message.user(filling + "x"))));
        assertFalse(SearchText.searchTerm("x").isInMessage(stored(Message.user(filling + "🌍x"))));
    }

    private static String stored(Message message) {
        return PartsJson.write(message.parts());
    }

    @Test
    void previewsTheFirstUserMessageOnOneLine() {
        List<Message> messages = List.of(Message.assistant("hello"), Message.user(" a\n\tb "), Message.user("c"));

        assertEquals("a b", SearchText.preview(messages));
        assertEquals("🌍".repeat(59) + "…", SearchText.preview(List.of(Message.user("🌍".repeat(70)))));
        assertNull(SearchText.preview(List.of(Message.assistant("hello"))));
    }
}
