package dev.talaria.testing;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The metrics of a server by name and labels, as {@code /metrics} shows them; read again on demand. */
public final class MetricLines {
    private static final int MAX_TRIES = 500;

    private final Supplier<String> source;
    private Map<String, Double> values;

    private MetricLines(Supplier<String> source) {
        this.source = source;
        read();
    }

    public static MetricLines of(TestClient client) {
        return new MetricLines(() -> client.get("/metrics").text());
    }

    public MetricLines read() {
        values = new TreeMap<>();
        source.get().lines().filter(line -> !line.startsWith("#")).forEach(line ->
                values.put(line.substring(0, line.lastIndexOf(' ')), Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)
                        .replace("+Inf", "Infinity"))));
        return this;
    }

    /** The value of a series; fails if there is none. */
    public double get(String series) {
        Double value = values.get(series);
        if (value == null) {
            throw new AssertionError(series + " is not among " + String.join("\n", values.keySet()));
        }
        return value;
    }

    /** The sum of all series whose name and labels begin so. */
    public double sum(String start) {
        return values.entrySet().stream().filter(entry -> entry.getKey().startsWith(start)).mapToDouble(Map.Entry::getValue).sum();
    }

    /** Reads until the series has the value, which a container counts a moment after the client has its answer. */
    public double await(String series, double expected) {
        for (int i = 0; i < MAX_TRIES && values.getOrDefault(series, Double.NaN) != expected; i++) {
            read();
        }
        return get(series);
    }

    public Map<String, Double> all() {
        return values;
    }
}
