package dev.talaria.metric;

import java.util.Map;
import java.util.function.DoubleSupplier;

/** Meters that count nothing. */
final class NoMeters implements Meters {
    @Override
    public Count counter(Metric metric, String... labels) {
        return amount -> { };
    }

    @Override
    public Durations durations(Metric metric, String... labels) {
        return nanos -> { };
    }

    @Override
    public Amounts amounts(Metric metric, String... labels) {
        return amount -> { };
    }

    @Override
    public void observe(Metric metric, DoubleSupplier value, String... labels) {
        // Nothing is shown.
    }

    @Override
    public String text() {
        return "";
    }

    @Override
    public Map<String, Double> values() {
        return Map.of();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
