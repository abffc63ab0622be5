package dev.talaria.memory.local.tool;

import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.tool.ToolContext;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells which items a user wants forgotten, by the user's words alone. Nothing that a model, a document or memory says takes part, except
 * the answer to which "forget that" or "yes" refers, which the user has seen. Not thread-safe.
 */
final class Naming {
    /** "Forget that" means an item of which this share of words stands in the exchange before. */
    private static final double SEEN = 0.6;

    private final TextAnalysis analysis;
    private final ToolContext.Asked asked;
    private final Set<String> named;
    private final Set<String> seen;

    Naming(TextAnalysis analysis, ToolContext.Asked asked) {
        this.analysis = analysis;
        this.asked = asked;
        this.named = content(WishToForget.leftOut(asked.words()));
        this.seen = content(asked.before());
    }

    /** Returns the terms by which the user names things in this turn. */
    Set<String> named() {
        return named;
    }

    /** Returns whether the user wishes this item to be forgotten. */
    boolean names(String item) {
        Set<String> terms = content(item);
        if (WishToForget.isIn(asked.words())) {
            return named.isEmpty() ? share(terms, seen) >= SEEN : share(named, terms) > 0;
        }
        return WishToForget.isConsent(asked.words()) && WishToForget.isIn(asked.before()) && share(terms, seen) >= SEEN;
    }

    /** Returns the terms of a text that carry meaning; of a script without spaces, single characters are too common to count. */
    Set<String> content(String text) {
        Set<String> terms = new LinkedHashSet<>();
        for (String term : analysis.terms(WishToForget.withoutFunctionWords(text))) {
            if (term.codePointCount(0, term.length()) > 1 || Character.isDigit(term.codePointAt(0))) {
                terms.add(term);
            }
        }
        return terms;
    }

    /** Returns which share of the terms others have; 0 if there are none. */
    static double share(Set<String> terms, Set<String> others) {
        return terms.isEmpty() ? 0 : (double) terms.stream().filter(others::contains).count() / terms.size();
    }
}
