package dev.talaria.memory.local.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.message.Role;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeIndexTest {
    private static final Instant START = Instant.parse("2024-03-06T09:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2024, 6, 1);

    private final TextAnalysis analysis = new TextAnalysis("en");
    private final ScopeIndex index = new ScopeIndex(analysis);

    @AfterEach
    void close() {
        analysis.close();
    }

    private void add(String session, Role role, String author, String text, Instant at) {
        index.add(new MemoryItem(index.size() + 1, "m", session, "r", role, author, text, at));
    }

    private void add(String session, String text) {
        add(session, Role.USER, null, text, START.plusSeconds(index.size()));
    }

    private List<Long> search(String text, Filter filter) {
        return index.search(new IndexQuery(text, TODAY, filter, 20)).stream().map(Hit::seq).toList();
    }

    private List<Long> search(String text) {
        return search(text, Filter.ALL);
    }

    @Test
    void findsTheNeighboursOfWhatMatchesWithinItsSession() {
        add("monday", "Guess what came");
        add("tuesday", "Nothing special");
        add("monday", "A parrot");
        add("monday", "Green as grass");
        add("tuesday", "Really dull");

        assertEquals(List.of(3L, 1L, 4L), search("parrot").stream().sorted((a, b) -> a == 3 ? -1 : b == 3 ? 1 : a.compareTo(b)).toList());
        assertEquals(3L, search("parrot").get(0));
    }

    @ParameterizedTest
    @CsvSource({"我的猫叫什么名字？, 1", "猫几岁了？, 1", "喜欢什么茶？, 2", "妹妹在哪里？, 3", "狗为什么躲起来？, 4", "修车花了多少钱？, 5"})
    void findsChineseWordsOfOneCharacter(String question, long answer) {
        add("monday", "家里有一只猫，是咪咪。");
        add("tuesday", "昨天我去买了茶。");
        add("wednesday", "我妹妹在上海工作。");
        add("thursday", "我们家的狗怕打雷。");
        add("friday", "我的车坏了，送去修了。");

        assertEquals(answer, search(question).get(0));
    }

    @Test
    void prefersTheOneWhoIsNamed() {
        add("monday", Role.USER, "Ann", "The parrot learned a song about spring", START);
        add("tuesday", Role.USER, "Bob", "The parrot learned a song about spring", START);
        add("wednesday", Role.USER, "Ann", "The parrot learned a song about spring", START);

        assertEquals(2L, search("Which song did Bob's parrot learn?").get(0));
    }

    @Test
    void namesAreNoWordsToLookFor() {
        add("monday", Role.USER, "Ann", "Bob sings", START);
        add("tuesday", Role.USER, "Bob", "It rains", START);

        assertEquals(List.of(), search("What about Bob?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Which parrot did I see?", "my parrot", "show the parrot to me"})
    void prefersTheUsersOwnWordsWhereTheySpeakOfThemselves(String query) {
        add("monday", Role.USER, null, "A green parrot sang", START);
        add("tuesday", Role.ASSISTANT, null, "A green parrot sang", START);

        assertEquals(1L, search(query).get(0));
    }

    @Test
    void prefersAnswersToQuestions() {
        add("monday", "Did the green parrot sing loudly today?");
        add("tuesday", "The green parrot did sing loudly today.");

        assertEquals(2L, search("green parrot sing").get(0));
    }

    @Test
    void prefersWhatAnswersSomebodyElsesQuestion() {
        add("monday", Role.USER, "Ann", "Well?", START);
        add("monday", Role.USER, "Bob", "The green parrot did sing.", START);
        add("tuesday", Role.USER, "Ann", "Well.", START);
        add("tuesday", Role.USER, "Bob", "The green parrot did sing.", START);

        assertEquals(2L, search("green parrot sing").get(0));
    }

    @Test
    void findsWhatWasSaidOnADayByTheDayAlone() {
        add("monday", Role.USER, null, "The harbour was full of boats", Instant.parse("2024-03-06T09:00:00Z"));
        add("tuesday", Role.USER, null, "The harbour was full of boats", Instant.parse("2024-04-20T09:00:00Z"));

        assertEquals(2L, search("What happened on 20 April 2024?").get(0));
        assertEquals(1L, search("Who was there in March?").get(0));
    }

    @Test
    void findsTheDayThatWasSpokenOf() {
        add("monday", Role.USER, null, "Boats raced five days ago", Instant.parse("2024-04-20T09:00:00Z"));
        add("tuesday", Role.USER, null, "Boats raced very well", Instant.parse("2024-02-20T09:00:00Z"));

        assertEquals(1L, search("Which boats raced on April 15?").get(0));
    }

    @Test
    void prefersTimesWhereATimeIsAskedFor() {
        add("monday", "The boats raced past the harbour yesterday");
        add("tuesday", "The boats raced past the harbour slowly");

        assertEquals(1L, search("When did the boats race?").get(0));
    }

    @Test
    void prefersNumbersWhereANumberIsAskedFor() {
        add("monday", "Seven boats raced past the harbour");
        add("tuesday", "Quick boats raced past the harbour");

        assertEquals(1L, search("How many boats raced?").get(0));
    }

    @Test
    void prefersARareWordToACommonOne() {
        for (int i = 0; i < 20; i++) {
            add("s" + i, "The boat sails");
        }
        add("rare", "The walrus sleeps");

        assertEquals(21L, search("boat walrus").get(0));
    }

    @Test
    void ranksHigherWhatSharesWordsWithTheBest() {
        add("a", "trip flight airport luggage");
        add("b", "trip flight airport");
        add("c", "trip kitchen onions");
        add("d", "kitchen onions");
        add("e", "garden roses");

        List<Long> found = search("trip");

        assertTrue(found.indexOf(2L) < found.indexOf(3L));
    }

    @Test
    void takesFurtherWordsFromTheBestByAllSigns() {
        Instant asked = Instant.parse("2024-04-20T09:00:00Z");
        for (int i = 0; i < 8; i++) {
            add("onions" + i, "parrot onions");
            add("roses" + i, Role.USER, null, "parrot roses grew slowly everywhere", asked);
        }
        add("a", "parrot beside roses");
        add("b", "parrot beside onions");

        List<Long> found = search("Where was the parrot on 20 April 2024?");

        assertTrue(found.indexOf(17L) < found.indexOf(18L));
    }

    @Test
    void addsNothingThatOnlyFeedbackWouldFind() {
        add("a", "trip flight airport");
        add("b", "flight airport");

        assertEquals(List.of(1L), search("trip"));
    }

    @Test
    void leavesOutASessionAndTimesThatAreNotAllowed() {
        add("monday", Role.USER, null, "parrot", START);
        add("tuesday", Role.USER, null, "parrot", START.plusSeconds(10));
        add("wednesday", Role.USER, null, "parrot", START.plusSeconds(20));

        assertEquals(List.of(2L), search("parrot", new Filter("monday", START.plusSeconds(20), null)));
        assertEquals(List.of(3L), search("parrot", new Filter(null, null, START.plusSeconds(20))));
        assertEquals(List.of(3L, 2L, 1L), search("parrot", new Filter("no such session", null, null)));
    }

    private List<Long> near(String text, float... vector) {
        return index.search(new IndexQuery(text, TODAY, Filter.ALL, 20).withVector(vector)).stream().map(Hit::seq).toList();
    }

    @Test
    void findsWhatIsNearInMeaningAndSharesNoWord() {
        add("monday", "A budgie sang");
        add("tuesday", "The boat left");
        index.addVector(1, new byte[] {100, 0});
        index.addVector(2, new byte[] {0, 100});

        assertEquals(List.of(1L), near("Which birds do they keep?", 1, 0));
        assertEquals(List.of(), search("Which birds do they keep?"));
    }

    @Test
    void findsByMeaningWhereAQueryIsFunctionWordsAlone() {
        add("monday", "They call me Ann");
        index.addVector(1, new byte[] {100, 0});

        assertEquals(List.of(1L), near("Who am I?", 1, 0));
    }

    @Test
    void ranksByMeaningWhatMatchesAlikeInWords() {
        add("monday", "The green parrot left");
        add("tuesday", "The green parrot sang");
        index.addVector(1, new byte[] {100, 10});
        index.addVector(2, new byte[] {0, 100});

        assertEquals(List.of(1L, 2L), near("green parrot", 1, 0));
    }

    @Test
    void comparesNoMeaningsWhileFewTurnsHaveAVector() {
        for (int i = 0; i < 5; i++) {
            add("s" + i, "A budgie sang");
        }
        index.addVector(1, new byte[] {100, 0});
        index.addVector(2, new byte[] {100, 0});

        assertEquals(List.of(), near("bird", 1, 0));
        index.addVector(3, new byte[] {100, 0});
        assertEquals(List.of(3L, 2L, 1L), near("bird", 1, 0));
    }

    @Test
    void ignoresVectorsOfRowsThatAreNotHere() {
        add("monday", "A budgie sang");
        index.addVector(7, new byte[] {100, 0});

        assertEquals(List.of(), near("bird", 1, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            green parrot                          | words
            What colour, and which parrot?        | words
            When did Bob see the green parrot?    | words speaker time
            How many parrots did I see in March?  | words date self number
            sang                                  | neighbours
            """)
    void tellsWhyItFoundWhatItFound(String query, String signs) {
        add("monday", Role.USER, "Bob", "Two green parrots came yesterday", START);
        add("monday", Role.USER, "Bob", "They sang", START);

        Hit first = index.search(new IndexQuery(query, TODAY, Filter.ALL, 20)).stream().filter(hit -> hit.seq() == 1).findFirst()
                .orElseThrow();

        assertEquals(List.of(signs.split(" ")), first.signs());
    }

    @Test
    void tellsThatItFoundByMeaning() {
        add("monday", "A budgie sang");
        index.addVector(1, new byte[] {100, 0});

        IndexQuery bird = new IndexQuery("bird", TODAY, Filter.ALL, 20).withVector(new float[] {1, 0});
        assertEquals(List.of("meaning"), index.search(bird).get(0).signs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hi!", "Thanks!", "ok", "Continue.", "Good morning!", "Guten Morgen", "Go on", "Can you help me?"})
    void aGreetingFindsNothingByWordsOrByMeaning(String greeting) {
        add("monday", "Good morning! Thanks, ok, please continue with the help");
        index.addVector(1, new byte[] {100, 0});

        assertEquals(List.of(), search(greeting));
        assertEquals(greeting.contains("me") ? List.of(1L) : List.of(), near(greeting, 1, 0));
    }

    @ParameterizedTest
    @CsvSource({"What did I tell you yesterday?, 3", "What did we talk about last week?, 2", "What did we discuss in March?, 1",
        "What did we discuss today?, 4", "Was haben wir gestern besprochen?, 3"})
    void aQueryForADayFindsWhatWasSaidThenWhateverItWas(String query, long found) {
        add("march", Role.USER, null, "I signed the lease", Instant.parse("2024-03-20T10:00:00Z"));
        add("may", Role.USER, null, "The kiln broke", Instant.parse("2024-05-25T10:00:00Z"));
        add("yesterday", Role.USER, null, "A kayak came", Instant.parse("2024-05-31T10:00:00Z"));
        add("today", Role.USER, null, "It floats", Instant.parse("2024-06-01T10:00:00Z"));

        assertEquals(found, search(query).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"What have I told you recently?", "What was the last thing we talked about?", "What did we discuss last time?"})
    void aQueryForTheLatestFindsTheNewestFirst(String query) {
        add("monday", "I signed the lease");
        add("tuesday", "The kiln broke");
        add("wednesday", "A kayak came");

        assertEquals(List.of(3L, 2L, 1L), search(query));
    }

    @ParameterizedTest
    @CsvSource({"Who is Katarzina Wojcechowska?, 1", "Which Dostoevsky book is it?, 2", "Do I take levothyroxyne?, 3",
        "Who is Ktaarzyna?, 1"})
    void findsAMisspeltName(String query, long found) {
        add("monday", "Katarzyna Wojciechowska leads the office");
        add("tuesday", "I read The Idiot by Dostoyevsky");
        add("wednesday", "I take levothyroxine in the morning");

        assertEquals(found, search(query).get(0));
    }

    @Test
    void takesNoWordForAMisspellingOfAShortOne() {
        add("monday", "The house is green");

        assertEquals(List.of(), search("Do you like a horse?"));
    }

    @ParameterizedTest
    @CsvSource({"problem in AccountMapper?, 1", "What is the smtp timeout?, 2", "Where is the invoice date parsed?, 3",
        "account mapper, 1", "retry count, 4"})
    void findsNamesOfProgramsByTheirParts(String query, long found) {
        add("a", "AccountMapper.java:88 throws");
        add("b", "app.mail.smtp.timeout-ms is 15000");
        add("c", "parseInvoiceDate fails");
        add("d", "set retry_count to 3");

        assertEquals(found, search(query).get(0));
    }

    @Test
    void aShortQueryTakesWordsFromWhatWasSaidBefore() {
        add("monday", "My landlord Mr. Osei lets me keep a dog");
        add("tuesday", "The kiln broke");
        IndexQuery query = new IndexQuery("What was his name again?", TODAY, Filter.ALL, 20);

        assertEquals(List.of(), index.search(query));
        assertEquals(1L, index.search(query.after("I have to write to my landlord.")).get(0).seq());
    }

    @Test
    void continuingTakesNoWordsFromWhatWasSaidBefore() {
        add("monday", "My landlord Mr. Osei lets me keep a dog");

        assertEquals(List.of(), index.search(new IndexQuery("Continue.", TODAY, Filter.ALL, 20).after("I have to write to my landlord.")));
    }

    @Test
    void theUsersShortMessageComesBeforeALongAnswerOnIt() {
        String answer = "Here is a plan for the greenhouse budget. "
                + "First measure the beds and count the panes, then compare prices. ".repeat(20);
        for (int i = 0; i < 6; i++) {
            add("s" + i, Role.USER, null, "My greenhouse number " + i + " has a budget of " + i + "00 euros", START.plusSeconds(i));
            add("s" + i, Role.ASSISTANT, null, answer, START.plusSeconds(i));
        }

        assertEquals(7L, search("What is the budget of greenhouse number 3?").get(0));
    }

    @Test
    void takesMoreHeapTheMoreItHolds() {
        long empty = index.bytes();
        for (int i = 0; i < 200; i++) {
            add("s" + i, "word" + i + " parrot");
        }

        assertTrue(index.bytes() > empty + 200 * 50);
    }
}
