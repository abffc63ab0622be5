package dev.talaria.memory.local.text;

import java.util.stream.IntStream;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * Keeps those pairs and single characters of {@link CJKBigramFilter} that may be words: single Chinese characters too, because "我的猫" and
 * "一只猫" share no pair, but no function characters. For one thread.
 */
final class HanFilter extends FilteringTokenFilter {
    private static final CharArraySet FUNCTION_WORDS = FunctionWords.chinese();

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final TypeAttribute type = addAttribute(TypeAttribute.class);

    HanFilter(TokenStream tokens) {
        super(tokens);
    }

    @Override
    protected boolean accept() {
        return switch (type.type()) {
            case CJKBigramFilter.SINGLE_TYPE -> Character.isIdeographic(Character.codePointAt(term, 0)) && !saysNothing();
            case CJKBigramFilter.DOUBLE_TYPE -> !saysNothing();
            default -> true;
        };
    }

    private boolean saysNothing() {
        return IntStream.range(0, term.length()).allMatch(at -> FUNCTION_WORDS.contains(term.buffer(), at, 1));
    }
}
