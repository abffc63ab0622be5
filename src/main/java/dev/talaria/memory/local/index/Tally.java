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

    /** Returns one of the counted numbers, by its place in the order of their first occurrence. */
    int number(int place) {
        return touched[place];
    }

    /** Returns the count of a number and forgets it; {@link #clear} after the last. */
    int take(int number) {
        int count = counts[number];
        counts[number] = 0;
        return count;
    }

    /** Begins again, once all counts were taken. */
    void clear() {
        size = 0;
    }
}
