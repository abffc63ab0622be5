package dev.talaria.memory.local.index;

/** A row found, by its sequence number. */
public record Hit(long seq, double score) {
}
