package dev.talaria.memory.local;

/** A row found, by its sequence number. */
record Hit(long seq, double score) {
}
