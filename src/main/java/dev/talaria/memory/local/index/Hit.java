package dev.talaria.memory.local.index;

import java.util.List;

/**
 * A found row, by its sequence number.
 *
 * @param score    comparable within one search only
 * @param coverage how much of the query occurs in the row and its neighbours, from 0 to 1; rare words count more
 * @param signs    why it was found: any of words, neighbours, meaning, date, speaker, self, time and number
 */
public record Hit(long seq, double score, double coverage, List<String> signs) {
    public Hit {
        signs = List.copyOf(signs);
    }
}
