package dev.talaria.memory.local.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateRulesTest {
    private static final LocalDate WEDNESDAY = LocalDate.of(2024, 3, 6);

    private static String found(String text) {
        List<DateMention> mentions = DateRules.find(Words.of(text), WEDNESDAY);
        return mentions.isEmpty() ? "none" : mentions.get(0).terms().get(0) + (mentions.size() > 1 ? " and more" : "");
    }

    @ParameterizedTest
    @CsvSource({
        "It happened today, #2024-03-06",
        "It happened yesterday, #2024-03-05",
        "the day before yesterday, #2024-03-04",
        "We leave tomorrow, #2024-03-07",
        "I saw it last night, #2024-03-05",
        "three days ago, #2024-03-03",
        "12 days ago, #2024-02-23",
        "a week ago, #2024-02-28",
        "a couple of weeks ago, #2024-02-21",
        "a few days ago, #2024-03-03",
        "two months ago, #2024-01",
        "a year ago, #2023",
        "last week, #2024-02-28",
        "last weekend, #2024-03-02",
        "this weekend, #2024-03-09",
        "last month, #2024-02",
        "next month, #2024-04",
        "last year, #2023",
        "last Friday, #2024-03-01",
        "next Friday, #2024-03-08",
        "this Friday, #2024-03-08",
        "on Monday, #2024-03-04",
    })
    void readsWhatIsSaidRelativeToTheDay(String text, String term) {
        assertEquals(term, found(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "on 8 May 2023|#2023-05-08",
        "on May 8, 2023|#2023-05-08",
        "May 8th|#2024-05-08",
        "the 21st of March|#2024-03-21",
        "on 2023-05-08|#2023-05-08",
        "in May 2023|#2023-05",
        "in December|#2023-12",
        "in May|#2024-05",
        "back in 2019|#2019",
        "30 February 2023|#2023-02-28",
    })
    void readsWhatIsWrittenOut(String text, String term) {
        assertEquals(term, found(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"you may go", "a long march", "the last one", "this is it", "it was long ago", "ago", "last", "days ago",
            "call 5551234", "12345678 days ago", "room 2400", ""})
    void passesOverWhatIsNoDate(String text) {
        assertEquals("none", found(text));
    }

    @ParameterizedTest
    @CsvSource({"2023-13-45, #2023", "2023-02-30, #2023"})
    void readsTheYearOfAnImpossibleDay(String text, String term) {
        assertEquals(term, found(text));
    }
}
