package dev.talaria.memory.local.index;

import java.util.List;

/**
 * A row found, by its sequence number.
 *
 * @param score    compares within one search only
 * @param coverage how much of the query the row and its neighbours answer to, from 0 to 1; rare words count more
 * @param signs    why it was found: any of words, neighbours, meaning, date, speaker, self, time and number
 */
public record Hit(long seq, double score, double coverage, List<String> signs) {
    public Hit {
        signs = List.copyOf(signs);
    }
}
