package dev.talaria.memory.local.text;

import java.io.IOException;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * Splits runs of Thai, Lao, Khmer and Burmese, which have no spaces between words, into overlapping pairs of characters. For one thread.
 */
final class PairFilter extends TokenFilter {
    private static final String RUN = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.SOUTHEAST_ASIAN];
    private static final int PAIR = 2;

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final TypeAttribute type = addAttribute(TypeAttribute.class);
    private String run = "";
    private int next;

    PairFilter(TokenStream input) {
        super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (next + PAIR <= run.length()) {
            term.setEmpty().append(run, next, next + PAIR);
            next++;
            return true;
        }
        if (!input.incrementToken()) {
            return false;
        }
        run = "";
        if (RUN.equals(type.type()) && term.length() > PAIR) {
            run = term.toString();
            term.setLength(PAIR);
            next = 1;
        }
        return true;
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        run = "";
    }
}
