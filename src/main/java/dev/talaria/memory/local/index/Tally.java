package dev.talaria.memory.local.index;

import java.util.Arrays;

/** Counts numbers of a dense range, few of which occur. For one thread. */
final class Tally {
    private final int[] counts;
    private int[] touched = new int[64];
    private int size;

    Tally(int range) {
        this.counts = new int[range];
    }

    void add(int number, int count) {
        if (counts[number] == 0) {
            if (size == touched.length) {
                touched = Arrays.copyOf(touched, size * 2);
            }
            touched[size++] = number;
        }
        counts[number] += count;
    }

    /** Returns how many different numbers were counted. */
    int size() {
        return size;
    }

    /** Passes on each number with its count, and resets. */
    void drain(Postings.Entries each) {
        for (int i = 0; i < size; i++) {
            each.entry(touched[i], counts[touched[i]]);
            counts[touched[i]] = 0;
        }
        size = 0;
    }
}
