package dev.talaria.memory.local;

/** A row found, by its sequence number. */
record Ranked(long seq, double score) {
}
