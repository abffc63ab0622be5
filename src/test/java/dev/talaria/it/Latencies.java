package dev.talaria.it;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long things took, sorted, in nanoseconds. */
public record Latencies(List<Long> sorted) {
    public static Latencies of(List<List<Long>> measured) {
        return new Latencies(measured.stream().flatMap(List::stream).sorted().toList());
    }

    private long micros(int percent) {
        return TimeUnit.NANOSECONDS.toMicros(sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)));
    }

    @Override
    public String toString() {
        return "p50 " + micros(50) + " us, p95 " + micros(95) + " us, p99 " + micros(99) + " us, most " + micros(100) + " us";
    }
}
