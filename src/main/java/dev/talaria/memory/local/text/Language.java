package dev.talaria.memory.local.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.sv.SwedishLightStemFilter;

/** How words of a language are stemmed and which of them carry no meaning of their own. */
enum Language {
    EN(FunctionWords::english, PorterStemFilter::new),
    DE(GermanAnalyzer::getDefaultStopSet, GermanLightStemFilter::new),
    ES(SpanishAnalyzer::getDefaultStopSet, SpanishLightStemFilter::new),
    FR(FrenchAnalyzer::getDefaultStopSet, FrenchLightStemFilter::new),
    IT(ItalianAnalyzer::getDefaultStopSet, ItalianLightStemFilter::new),
    PT(PortugueseAnalyzer::getDefaultStopSet, PortugueseLightStemFilter::new),
    RU(RussianAnalyzer::getDefaultStopSet, RussianLightStemFilter::new),
    SV(SwedishAnalyzer::getDefaultStopSet, SwedishLightStemFilter::new),
    OTHER(() -> CharArraySet.EMPTY_SET, UnaryOperator.identity());

    private final Supplier<CharArraySet> functionWords;
    private final UnaryOperator<TokenStream> stemmer;

    Language(Supplier<CharArraySet> functionWords, UnaryOperator<TokenStream> stemmer) {
        this.functionWords = functionWords;
        this.stemmer = stemmer;
    }

    /** @param code an ISO 639-1 code, with or without a region */
    static Language of(String code) {
        String name = code.strip().toUpperCase(Locale.ROOT).split("[-_]", 2)[0];
        return Arrays.stream(values()).filter(language -> language.name().equals(name)).findFirst().orElse(OTHER);
    }

    CharArraySet functionWords() {
        return functionWords.get();
    }

    TokenStream stem(TokenStream tokens) {
        return stemmer.apply(tokens);
    }
}
