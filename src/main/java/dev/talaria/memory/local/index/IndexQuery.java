package dev.talaria.memory.local.index;

import dev.talaria.memory.local.text.AskingWords;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.memory.local.text.Words;
import java.time.LocalDate;
import java.util.Set;

/**
 * A query within a scope.
 *
 * @param today  the day from which "yesterday" is counted
 * @param before what the user said before in the same session, which a short query may be about; empty if nothing
 * @param vector the query's; empty if unknown
 */
public record IndexQuery(String text, LocalDate today, Filter filter, int limit, String before, float[] vector) {
    /** A query by words alone. */
    public IndexQuery(String text, LocalDate today, Filter filter, int limit) {
        this(text, today, filter, limit, "", new float[0]);
    }

    public IndexQuery withVector(float[] known) {
        return new IndexQuery(text, today, filter, limit, before, known);
    }

    /** Returns the text to embed; a query that refers back ("he", "that") is joined with what was said before. */
    public String meant() {
        String rest = AskingWords.withoutOpening(text);
        return before.isBlank() || !AskingWords.pointBack(Words.of(text)) ? rest : before + "\n" + rest;
    }

    public IndexQuery within(Filter other) {
        return new IndexQuery(text, today, other, limit, before, vector);
    }

    /** Returns whether it asks for what was said at a time, whatever that was about. */
    public boolean asksForATime(TextAnalysis analysis) {
        return ReadQuery.of(this, analysis, Set.of()).asksForATime();
    }

    /** @param said what the user said before in the same session */
    public IndexQuery after(String said) {
        return new IndexQuery(text, today, filter, limit, said, vector);
    }
}
