package dev.talaria.memory.local;

/** A turn found, by its number in the index. */
record Ranked(int turn, double score) {
}
