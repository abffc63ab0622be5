package dev.talaria.metric;

import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Creates meters. A meter is looked up once, when its user is built or a label's value is new, and not where something is counted: counting
 * takes no lock and allocates nothing. Safe for many threads, as are the meters.
 */
public interface Meters extends AutoCloseable {
    /** Counts nothing. */
    Meters NONE = new NoMeters();

    /** Counts what happens. */
    @FunctionalInterface
    interface Count {
        void add(long amount);

        default void increment() {
            add(1);
        }
    }

    /** Records durations. */
    @FunctionalInterface
    interface Durations {
        void record(long nanos);

        /** Records the time since a moment of {@link System#nanoTime()}. */
        default void recordSince(long begun) {
            record(System.nanoTime() - begun);
        }
    }

    /** Records amounts. */
    @FunctionalInterface
    interface Amounts {
        void record(long amount);
    }

    /**
     * Returns the counter of these labels.
     *
     * @param labels the values of the metric's labels, in their order; an empty one is left out
     */
    Count counter(Metric metric, String... labels);

    /** Returns the recorder of these labels, as {@link #counter} does. */
    Durations durations(Metric metric, String... labels);

    /** Returns the recorder of these labels, as {@link #counter} does. */
    Amounts amounts(Metric metric, String... labels);

    /**
     * Shows a value that is kept elsewhere.
     *
     * @param metric a gauge, or a counter for a value that never falls
     * @param value  read whenever metrics are; must not block. What it refers to is held until the meters are closed
     * @param labels as of {@link #counter}
     */
    void observe(Metric metric, DoubleSupplier value, String... labels);

    /** Returns everything in the text format of Prometheus. */
    String text();

    /** Returns counts, sums and values by name and labels, in the text format's notation, without buckets. */
    Map<String, Double> values();

    @Override
    void close();
}
