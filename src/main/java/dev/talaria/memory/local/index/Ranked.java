package dev.talaria.memory.local.index;

/** A found turn, by its number in the index. */
record Ranked(int turn, double score) {
}
