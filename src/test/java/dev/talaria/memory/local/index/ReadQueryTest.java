package dev.talaria.memory.local.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.memory.local.text.TextAnalysis;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadQueryTest {
    private static ReadQuery read(String text, String... participants) {
        try (TextAnalysis analysis = new TextAnalysis("en")) {
            return ReadQuery.of(new IndexQuery(text, LocalDate.of(2024, 3, 6), Filter.ALL, 10), analysis, Set.of(participants));
        }
    }

    @Test
    void keepsContentWordsOnly() {
        assertEquals(Set.of("parrot", "eat"), read("What does the parrot eat?").terms().keySet());
    }

    @ParameterizedTest
    @CsvSource({"What does Ann eat?, Ann", "what does ann eat?, Ann", "Is it Ann's parrot?, Ann", "What did Bob say?, Bob Miller",
            "Who is Annabel?, none", "the annual parrot, none"})
    void recognisesParticipants(String text, String named) {
        Set<String> expected = named.equals("none") ? Set.of() : Set.of(named);

        assertEquals(expected, read(text, "Ann", "Bob Miller").named());
    }

    @ParameterizedTest
    @CsvSource({"Why wouldn't Ann's parrot sing?, parrot sing", "Did ANN or bob see the Bobcat?, see bobcat"})
    void leavesOutParticipantsAndNothingElse(String text, String terms) {
        assertEquals(Set.of(terms.split(" ")), read(text, "Ann", "Bob Miller").terms().keySet());
    }

    @ParameterizedTest
    @CsvSource({"What is my name?, true", "What did I say?, true", "Island trips, false", "your name, false"})
    void noticesThatTheUserSpeaksOfThemselves(String text, boolean firstPerson) {
        assertEquals(firstPerson, read(text).firstPerson());
    }

    @ParameterizedTest
    @CsvSource({"When did it rain?, true, false", "How long did it rain?, true, false", "What year was it?, true, false",
            "How many boats?, false, true", "How old is she?, false, true", "What rained?, false, false"})
    void noticesWhatIsAskedFor(String text, boolean when, boolean count) {
        assertEquals(when, read(text).asksWhen());
        assertEquals(count, read(text).asksCount());
    }

    @Test
    void looksForDaysAfterTheOneNamedWithLessWeight() {
        ReadQuery query = read("Who came yesterday?");

        assertEquals(1.0, query.dates().get("#2024-03-05"));
        assertTrue(query.dates().get("#2024-03-06") < 1 && query.dates().get("#2024-03-06") > query.dates().get("#2024-03-09"));
    }

    @Test
    void isEmptyWithoutContent() {
        assertTrue(read("What did you do?").isEmpty(true));
    }
}
