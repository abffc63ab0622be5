package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTextTest {
    @ParameterizedTest
    @CsvSource({"USER,ABC Ü,abc ü", "ASSISTANT,x,x", "TOOL,x,", "SYSTEM,x,", "USER,' ',"})
    void keepsTheWordsOfPeopleAndModels(Role role, String text, String words) {
        assertEquals(words, SearchText.words(Message.of(role, text)));
    }

    @Test
    void cutsLongWordsBetweenCharacters() {
        String words = SearchText.words(Message.user("x" + "🌍".repeat(SearchText.MOST_WORDS)));

        assertEquals("x" + "🌍".repeat(SearchText.MOST_WORDS / 2 - 1), words);
    }

    @Test
    void mendsWhatNoDatabaseTakes() {
        assertEquals("a\uFFFDb\uFFFD", SearchText.words(Message.user("a\0b\uD800")));
    }

    @Test
    void previewsTheFirstUserMessageOnOneLine() {
        List<Message> messages = List.of(Message.assistant("hello"), Message.user(" a\n\tb "), Message.user("c"));

        assertEquals("a b", SearchText.preview(messages));
        assertEquals("🌍".repeat(59) + "…", SearchText.preview(List.of(Message.user("🌍".repeat(70)))));
        assertNull(SearchText.preview(List.of(Message.assistant("hello"))));
    }
}
