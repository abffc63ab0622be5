package dev.talaria.memory.local.index;

/**
 * A row found, by its sequence number.
 *
 * @param score    compares within one search only
 * @param coverage how much of the query the row and its neighbours answer to, from 0 to 1; rare words count more
 */
public record Hit(long seq, double score, double coverage) {
}
