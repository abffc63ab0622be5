package dev.talaria.memory.local.index;

import dev.talaria.memory.local.text.AskingWords;
import dev.talaria.memory.local.text.Words;
import java.time.LocalDate;

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

    /** @param said what the user said before in the same session */
    public IndexQuery after(String said) {
        return new IndexQuery(text, today, filter, limit, said, vector);
    }
}
