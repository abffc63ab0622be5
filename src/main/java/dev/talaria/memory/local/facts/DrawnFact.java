package dev.talaria.memory.local.facts;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fact that a model has drawn.
 *
 * @param sources  the ids of the messages that say it
 * @param replaces the id of the known fact that it replaces; null for none
 */
public record DrawnFact(String text, List<String> sources, @Nullable String replaces) {
    public DrawnFact {
        Objects.requireNonNull(text);
        sources = List.copyOf(sources);
    }
}
