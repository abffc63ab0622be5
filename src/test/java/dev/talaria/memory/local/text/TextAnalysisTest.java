package dev.talaria.memory.local.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextAnalysisTest {
    private static List<String> terms(String language, String text) {
        try (TextAnalysis analysis = new TextAnalysis(language)) {
            return analysis.terms(text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "en, Parrots singing, parrot sing",
        "en, Ann’s dog's bones, ann dog bone",
        "en, What did you do with the key?, kei",
        "en, I'm sure they've gone, sure go",
        "en, How many women drew the Children's feet?, woman draw child foot",
        "en, He saw what she left, saw left",
        "en, Käthe's café, käth café",
        "en, ПРИВЕТ мир, привет мир",
        "en-GB, parrots, parrot",
        "EN, parrots, parrot",
        "de, die Häuser, haus",
        "fr, les chevaux, cheval",
        "ru, попугаи пели, попуга пел",
        "ar, الكتاب, كتاب",
        "tlh, the parrots, the parrots",
        "tlh, she drew, she drew",
    })
    void stemsByLanguageAndDropsItsFunctionWords(String language, String text, String expected) {
        List<String> folded = Arrays.stream(expected.split(" ")).map(word -> word.replace('ä', 'a').replace('é', 'e')).toList();

        assertEquals(folded, terms(language, text));
    }

    @Test
    void pairsCharactersOfScriptsWithoutSpaces() {
        assertEquals(List.of("かわ", "わい", "고양", "양이"), terms("en", "かわい 고양이"));
    }

    @ParameterizedTest
    @CsvSource({"猫が好き, 猫 猫が が好 好 好き", "我的猫, 的猫 猫", "一只猫, 一只 只 只猫 猫", "猫, 猫", "的, ''", "か, ''", "2只狗, 2 只 只狗 狗"})
    void readsAChineseCharacterAlsoAloneWhereItIsAWord(String text, String expected) {
        assertEquals(expected, String.join(" ", terms("en", text)));
    }

    @ParameterizedTest
    @CsvSource({"แมว, แม มว", "ແມວ, ແມ ມວ", "ឆ្មា, ឆ្ ្ម មា", "ကြောင်, ကြ ြေ ော ာင င်", "ปู 12, ปู 12"})
    void pairsCharactersOfScriptsOfSouthEastAsia(String text, String pairs) {
        assertEquals(List.of(pairs.split(" ")), terms("en", text));
    }

    @ParameterizedTest
    @CsvSource({"en, résumé, resume", "en, fiancés, fiances", "en, Straße, strasse", "en, cafe\u0301, café", "de, Straße, STRASSE",
        "de, Häuser, Haeuser", "de, Ha\u0308user, Haus", "fr, l’été, été", "fr, d'hôpital, hopital", "fr, qu'elle crêpe, crêpes",
        "it, dell'acqua, acqua", "es, canción, cancion", "tlh, cafe\u0301, cafe"})
    void readsAWordTheSameHoweverItIsSpelt(String language, String one, String other) {
        assertEquals(terms(language, one), terms(language, other));
    }

    @Test
    void matchesWideLettersWithNarrowOnes() {
        assertEquals(terms("en", "parrot 12"), terms("en", "Ｐａｒｒｏｔ １２"));
    }

    @ParameterizedTest
    @CsvSource({"en, Where is my dog?, true", "en, Where is the dog?, false", "de, Wo ist mein Hund?, true", "en, Wo ist mein Hund?, false",
        "ru, Где моя собака?, true", "ar, أين كلبي أنا؟, true", "fr, Où est ma clé ?, true", "zh, 我的狗在哪里, true", "ja, 私の犬はどこ, true",
        "zh, 狗在哪里, false", "tlh, my dog, false"})
    void tellsWhoSpeaksOfThemselves(String language, String text, boolean speaks) {
        try (TextAnalysis analysis = new TextAnalysis(language)) {
            assertEquals(speaks, analysis.speaksOfSelf(Words.of(text)));
        }
    }

    @Test
    void findsNothingInPunctuation() {
        assertEquals(List.of(), terms("en", "?! ... \u0000"));
    }

    @Test
    void keepsRepeatedTerms() {
        assertEquals(List.of("parrot", "parrot"), terms("en", "parrot and parrots"));
    }
}
