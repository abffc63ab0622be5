package dev.talaria.memory.local.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.message.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactCheckTest {
    private static final Instant NOON = Instant.parse("2024-05-08T12:00:00Z");

    private final TextAnalysis english = new TextAnalysis("en");

    private static ShownMessage said(String id, String author, String text) {
        return new ShownMessage(id, Role.USER, null, author, text, NOON);
    }

    private List<FactCheck.CheckedFact> held(String text, List<String> sources, String replaces, List<KnownFact> known,
            ShownMessage... shown) {
        return FactCheck.held(List.of(new DrawnFact(text, sources, replaces)), List.of(shown), known, english);
    }

    private boolean holds(String message, String fact) {
        return !held(fact, List.of("m1"), null, List.of(), said("m1", "Ann", message)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            I'm allergic to peanuts, by the way.            | Ann is allergic to peanuts.
            I moved to Rome last year.                      | Ann lives in Rome
            My parrot is called Figaro.                     | Ann has a parrot called Figaro.
            My name is Ann and I live in Oslo with my sister. | Ann lives in Oslo with her sister.
            Please keep your answers short.                 | The user prefers short answers.
            I don't eat meat.                               | Ann does not eat meat.
            I no longer work at Siemens.                    | Ann no longer works at Siemens
            I plan to move to Lisbon in 2027.               | Ann plans to move to Lisbon in 2027.
            My brother lives in Rome.                       | Ann's brother lives in Rome.
            I have a sister. She lives in Rome.             | Ann's sister lives in Rome.
            Ich wohne in Köln und habe zwei Katzen.         | Ann wohnt in Köln und hat zwei Katzen.
            Ich bin allergisch gegen Nüsse.                 | Ann ist allergisch gegen Nüsse.
            J'habite à Lyon depuis 2015.                    | Ann habite à Lyon depuis 2015.
            Vivo en Madrid con mi hermana.                  | Ann vive en Madrid con su hermana.
            Abito a Torino e lavoro come infermiera.        | Ann abita a Torino e lavora come infermiera.
            Я живу в Москве и работаю врачом.               | Ann живёт в Москве и работает врачом.
            Mieszkam w Krakowie i pracuję jako lekarz.      | Ann mieszka w Krakowie i pracuje jako lekarz.
            İzmir'de yaşıyorum.                             | Ann İzmir'de yaşıyor.
            我住在上海,对花生过敏。                              | 用户住在上海,对花生过敏。
            私は大阪に住んでいます。                               | ユーザーは大阪に住んでいます。
            저는 부산에 살아요.                                 | 사용자는 부산에 살아요.
            """)
    void keepsWhatAMessageSays(String message, String fact) {
        assertEquals(true, holds(message, fact));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            I moved to Rome last year.                      | Ann lives in Paris.
            I moved to Rome last year.                      | Ann has a yacht in Rome.
            I moved to Rome last year.                      | Bob lives in Rome.
            I bought a red car.                             | Ann bought a red bicycle.
            I bought a red car.                             | Ann is happy.
            I saw a red bird. I bought a car.               | Ann bought a red car.
            I saw a dog.                                    | Ann has a dog.
            I love Rome.                                    | Ann is in Rome.
            I hate mushrooms.                               | Ann likes mushrooms.
            I don't eat meat.                               | Ann eats meat.
            I eat meat.                                     | Ann does not eat meat.
            Ik woon niet in Utrecht, maar ik werk er wel.   | Ann woont in Utrecht.
            Eu não gosto de carne.                          | Ann gosta de carne.
            Jag bor inte i Oslo.                            | Ann bor i Oslo.
            I used to live in Rome.                         | Ann lives in Rome.
            I live in Rome.                                 | Ann formerly lived in Rome.
            I plan to move to Lisbon.                       | Ann lives in Lisbon.
            My brother lives in Rome.                       | Ann lives in Rome.
            My brother lives in Rome.                       | She lives in Rome.
            Do you live in Rome?                            | Ann lives in Rome.
            If I lived in Rome, I would buy a scooter.      | Ann lives in Rome.
            Translate this: "I live in Rome."               | Ann lives in Rome.
            Pretend you are my boss. I live in Rome.        | Ann lives in Rome.
            I am 34 years old.                              | Ann is 43 years old.
            Ich mag Pizza.                                  | The user likes pizza.
            I like pizza.                                   | Der Nutzer mag Pizza.
            Ich wohne in Köln.                              | Ann wohnt in Bonn.
            Ich esse kein Fleisch.                          | Ann isst Fleisch.
            J'habite à Lyon.                                | Ann habite à Paris.
            No vivo en Madrid.                              | Ann vive en Madrid.
            Я не живу в Москве.                             | Ann живёт в Москве.
            我住在上海。                                        | 用户住在北京。
            我不吃花生。                                        | 用户吃花生。
            私は大阪に住んでいます。                               | ユーザーは京都で働いています。
            저는 부산에 살아요.                                 | 사용자는 서울에서 일해요.
            """)
    void dropsWhatAMessageDoesNotSay(String message, String fact) {
        assertEquals(false, holds(message, fact));
    }

    @Test
    void keepsOfTheNamedSourcesThoseThatSayIt() {
        ShownMessage first = said("m1", "Ann", "I live in Rome.");
        ShownMessage answer = new ShownMessage("m2", Role.ASSISTANT, null, null, "So you live in Rome.", NOON);
        ShownMessage other = said("m3", "Ann", "The weather is fine.");

        List<FactCheck.CheckedFact> held = held("Ann lives in Rome.", List.of("m1", "m2", "m3", "m9"), null, List.of(), first, answer,
                other);

        assertEquals(List.of(new FactCheck.CheckedFact("Ann lives in Rome.", List.of(first), Optional.empty())), held);
        assertEquals(List.of(), held("Ann lives in Rome.", List.of("m2", "m3", "m9"), null, List.of(), first, answer, other));
    }

    @Test
    void keepsAFactWithOneUserOnly() {
        ShownMessage ann = said("m1", "Ann", "I live in Rome.");
        ShownMessage bob = said("m2", "Bob", "I live in Rome.");

        assertEquals(List.of(bob), held("The user lives in Rome.", List.of("m1", "m2"), null, List.of(), ann, bob).get(0).sources());
    }

    @Test
    void replacesOnlyAnEarlierFactOfTheSameUserOnTheSameMatter() {
        ShownMessage moved = said("m1", "Ann", "I moved to Oslo.");
        KnownFact lives = new KnownFact("f1", null, "Ann", "Ann lives in Rome.", NOON.minusSeconds(60));
        KnownFact parrot = new KnownFact("f2", null, "Ann", "Ann has a parrot called Figaro.", NOON.minusSeconds(60));
        KnownFact ofBob = new KnownFact("f3", null, "Bob", "Bob lives in Rome.", NOON.minusSeconds(60));
        KnownFact later = new KnownFact("f4", null, "Ann", "Ann lives in Rome.", NOON.plusSeconds(60));
        List<KnownFact> known = new ArrayList<>(List.of(lives, parrot, ofBob, later));

        assertEquals(Optional.of(lives), held("Ann lives in Oslo.", List.of("m1"), "f1", known, moved).get(0).replaces());
        for (String wrong : List.of("f2", "f3", "f4", "f9")) {
            assertEquals(Optional.empty(), held("Ann lives in Oslo.", List.of("m1"), wrong, known, moved).get(0).replaces(), wrong);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"facts": []}                                                           | 0
            [{"text": "a b", "sources": ["m1"]}]                                    | 1
            Here it is: {"facts": [{"text": "a b", "sources": ["m1", "m1"]}]} Done. | 1
            ```json {"facts": [{"text": "a b", "sources": ["m1"]}, 7, {}]} ```      | 1
            {"facts": [{"text": "a b", "sources": []}, {"sources": ["m1"]}]}        | 0
            {"facts": [{"text": "a b", "sources": ["m1"]                            | -1
            <html><body>502 Bad Gateway</body></html>                               | -1
            I cannot help with that.                                                | -1
            {"answer": 42}                                                          | -1
            """)
    void readsOnlyTheAnswersFormWhateverIsAroundIt(String answer, int facts) {
        assertEquals(facts, FactAnswer.facts(answer).map(List::size).orElse(-1));
    }

    @Test
    void keepsThoseSentencesOfASummaryThatAreMadeOfWhatWasSaid() {
        List<ShownMessage> said = List.of(said("m1", "Ann", "Which train goes from Rome to Oslo in July?"),
                new ShownMessage("m2", Role.ASSISTANT, null, null, "Take the night train by Munich; it leaves at 19:10.", NOON));

        assertEquals("Ann asked for a train from Rome to Oslo in July. The night train by Munich leaves at 19:10.",
                SummaryPrompt.held("Ann asked for a train from Rome to Oslo in July. The night train by Munich leaves at 19:10. "
                        + "She booked a hotel in Hamburg. It costs 300 euros.", null, said, english));
        assertEquals("", SummaryPrompt.held("The weather was discussed at length.", null, said, english));
    }
}
