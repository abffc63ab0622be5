package dev.talaria.memory.local.index;

/** A turn found, by its number in the index. */
record Ranked(int turn, double score) {
}
