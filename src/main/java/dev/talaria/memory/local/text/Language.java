package dev.talaria.memory.local.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.sv.SwedishLightStemFilter;
import org.apache.lucene.analysis.util.ElisionFilter;

/** The stemmer and the function words of a language. */
enum Language {
    EN(FunctionWords::english, tokens -> new PorterStemFilter(new IrregularForms(new ASCIIFoldingFilter(tokens))), "i me my mine myself"),
    AR(ArabicAnalyzer::getDefaultStopSet, tokens -> new ArabicStemFilter(new ArabicNormalizationFilter(tokens)), "أنا انا لي عندي"),
    DE(GermanAnalyzer::getDefaultStopSet, tokens -> new GermanLightStemFilter(new GermanNormalizationFilter(tokens)),
            "ich mich mir mein meine meinen meinem meiner meines"),
    ES(SpanishAnalyzer::getDefaultStopSet, SpanishLightStemFilter::new, "yo me mi mí mis mío mía míos mías"),
    FR(FrenchAnalyzer::getDefaultStopSet, FrenchLightStemFilter::new, "je j me m moi mon ma mes mien mienne"),
    IT(ItalianAnalyzer::getDefaultStopSet, ItalianLightStemFilter::new, "io me mi mio mia miei mie"),
    PT(PortugueseAnalyzer::getDefaultStopSet, PortugueseLightStemFilter::new, "eu me mim meu minha meus minhas"),
    RU(RussianAnalyzer::getDefaultStopSet, RussianLightStemFilter::new, "я меня мне мной мой моя моё мое мои моего моей моих моему моим"),
    SV(SwedishAnalyzer::getDefaultStopSet, SwedishLightStemFilter::new, "jag mig min mitt mina"),
    OTHER(() -> CharArraySet.EMPTY_SET, UnaryOperator.identity(), "");

    /** These scripts have no spaces between words, so pronouns are searched within the text. */
    private static final Pattern WITHIN_WORDS = Pattern.compile("[\u6211\u79C1\u50D5\u4FFA]");

    private static final CharArraySet ITALIAN_ARTICLES = CharArraySet.unmodifiableSet(new CharArraySet(List.of(
            "c", "l", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl", "degl", "negl", "sugl", "un", "m", "t",
            "s", "v", "d"), true));

    private final Supplier<CharArraySet> functionWords;
    private final UnaryOperator<TokenStream> stemmer;
    private final Set<String> firstPerson;

    Language(Supplier<CharArraySet> functionWords, UnaryOperator<TokenStream> stemmer, String firstPerson) {
        this.functionWords = functionWords;
        this.stemmer = stemmer;
        this.firstPerson = Set.of(firstPerson.split(" "));
    }

    /** Returns whether a text of these lower-case words is in the first person. */
    boolean speaksOfSelf(List<String> words) {
        return words.stream().anyMatch(word -> firstPerson.contains(word) || WITHIN_WORDS.matcher(word).find());
    }

    /** @param code an ISO 639-1 code, with or without a region */
    static Language of(String code) {
        String name = code.strip().toUpperCase(Locale.ROOT).split("[-_]", 2)[0];
        return Arrays.stream(values()).filter(language -> language.name().equals(name)).findFirst().orElse(OTHER);
    }

    CharArraySet functionWords() {
        return functionWords.get();
    }

    /** Removes an elided word before an apostrophe. */
    TokenStream elide(TokenStream tokens) {
        return switch (this) {
            case FR -> new ElisionFilter(tokens, FrenchAnalyzer.DEFAULT_ARTICLES);
            case IT -> new ElisionFilter(tokens, ITALIAN_ARTICLES);
            default -> tokens;
        };
    }

    TokenStream stem(TokenStream tokens) {
        return stemmer.apply(tokens);
    }
}
