package dev.talaria.memory.local.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.util.Version;

/**
 * Turns text into index terms: words by Unicode's rules, scripts without spaces (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese) in
 * pairs of characters, single Chinese characters too, names of programs also in parts, accents folded, function words dropped, stems by
 * the configured language. Safe for many threads; {@link #close} frees per-thread state.
 */
public final class TextAnalysis implements AutoCloseable {
    private static final int ASIAN_SCRIPTS =
            CJKBigramFilter.HAN | CJKBigramFilter.HIRAGANA | CJKBigramFilter.KATAKANA | CJKBigramFilter.HANGUL;

    private final Language language;
    private final Analyzer analyzer;
    private final Set<String> asking;

    /** @param language an ISO 639-1 code; a language without a stemmer keeps its words whole */
    public TextAnalysis(String language) {
        this.language = Language.of(language);
        this.analyzer = new TermAnalyzer(this.language);
        this.asking = Set.copyOf(terms(AskingWords.ASKING));
    }

    /** Returns the terms in order, with repetitions. */
    public List<String> terms(String text) {
        List<String> terms = new ArrayList<>();
        try (TokenStream tokens = analyzer.tokenStream("text", Normalizer.normalize(text, Normalizer.Form.NFC))) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                terms.add(term.toString());
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return terms;
    }

    /**
     * Returns a name for everything in this program and its libraries that determines the terms: texts analysed under different names may
     * have different terms.
     */
    public String recipe() {
        return language + "/names in parts/" + Version.LATEST;
    }

    /** Returns whether a text of these words of {@link Words} is in the first person, in the configured language. */
    public boolean speaksOfSelf(List<String> words) {
        return language.speaksOfSelf(words);
    }

    /** Returns whether a term is one of those that ask, as "tell" and "summary" do, whatever the question is about. */
    public boolean isAsking(String term) {
        return asking.contains(term);
    }

    @Override
    public void close() {
        analyzer.close();
    }

    private static final class TermAnalyzer extends Analyzer {
        private final Language language;
        private final CharArraySet dropped;

        TermAnalyzer(Language language) {
            this.language = language;
            this.dropped = language.functionWords();
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer words = new StandardTokenizer();
            TokenStream tokens = new LowerCaseFilter(new IdentifierFilter(new CJKWidthFilter(words)));
            tokens = language.elide(new EnglishPossessiveFilter(tokens));
            tokens = new StopFilter(tokens, dropped);
            tokens = language.stem(new PairFilter(new HanFilter(new CJKBigramFilter(tokens, ASIAN_SCRIPTS, true))));
            return new TokenStreamComponents(words, new ASCIIFoldingFilter(tokens));
        }
    }
}
