package dev.talaria.bench.speed;

import java.util.Arrays;

/** Times in nanoseconds. Not thread-safe. */
final class Samples {
    private long[] nanos = new long[1_024];
    private int size;
    private boolean sorted = true;

    void add(long sample) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = sample;
        sorted = false;
    }

    int size() {
        return size;
    }

    /** Returns the sample below which the share lies, in milliseconds; not a number without samples. */
    double millis(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        if (!sorted) {
            Arrays.sort(nanos, 0, size);
            sorted = true;
        }
        return nanos[(int) Math.min(size - 1, Math.ceil(share * size))] / 1e6;
    }
}
