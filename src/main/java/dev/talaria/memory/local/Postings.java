package dev.talaria.memory.local;

import java.util.Arrays;

/**
 * Which turns hold which terms, and how often: an open-addressed table of terms over one growing array of packed entries each.
 * Guarded by its index.
 */
final class Postings {
    /** Takes one turn and how often it holds the term. */
    @FunctionalInterface
    interface Entries {
        void entry(int turn, int frequency);
    }

    private static final int FREQUENCY_BITS = 8;
    private static final int MAX_FREQUENCY = (1 << FREQUENCY_BITS) - 1;
    private static final int BYTES_PER_TERM = 88;

    private String[] terms = new String[64];
    private int[][] entries = new int[64][];
    private int[] sizes = new int[64];
    private int count;
    private long bytes;

    /** Turns come in ascending order; the frequency counts up to 255. */
    void add(String term, int turn, int frequency) {
        if (count * 3 > terms.length * 2) {
            grow();
        }
        int slot = slot(terms, term);
        if (terms[slot] == null) {
            terms[slot] = term;
            entries[slot] = new int[2];
            count++;
            bytes += BYTES_PER_TERM + 2L * term.length();
        }
        int size = sizes[slot];
        if (size == entries[slot].length) {
            entries[slot] = Arrays.copyOf(entries[slot], size + (size >> 1) + 1);
            bytes += 4L * (entries[slot].length - size);
        }
        entries[slot][size] = turn << FREQUENCY_BITS | Math.min(frequency, MAX_FREQUENCY);
        sizes[slot] = size + 1;
    }

    /** @return the term's slot for the calls below; negative where no turn holds it */
    int find(String term) {
        int slot = slot(terms, term);
        return terms[slot] == null ? -1 : slot;
    }

    int size(int slot) {
        return sizes[slot];
    }

    void each(int slot, Entries entries) {
        int[] packed = this.entries[slot];
        for (int i = 0; i < sizes[slot]; i++) {
            entries.entry(packed[i] >>> FREQUENCY_BITS, packed[i] & MAX_FREQUENCY);
        }
    }

    long bytes() {
        return bytes;
    }

    private void grow() {
        String[] oldTerms = terms;
        int[][] oldEntries = entries;
        int[] oldSizes = sizes;
        terms = new String[oldTerms.length * 2];
        entries = new int[oldTerms.length * 2][];
        sizes = new int[oldTerms.length * 2];
        for (int i = 0; i < oldTerms.length; i++) {
            if (oldTerms[i] != null) {
                int slot = slot(terms, oldTerms[i]);
                terms[slot] = oldTerms[i];
                entries[slot] = oldEntries[i];
                sizes[slot] = oldSizes[i];
            }
        }
    }

    private static int slot(String[] terms, String term) {
        int hash = term.hashCode() * 0x9E3779B9;
        int slot = (hash ^ hash >>> 15) & terms.length - 1;
        while (terms[slot] != null && !terms[slot].equals(term)) {
            slot = slot + 1 & terms.length - 1;
        }
        return slot;
    }
}
