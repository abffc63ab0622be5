package dev.talaria.bench.speed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, a row each, with what must be reached and what is aimed at. Not thread-safe. */
final class SpeedTable {
    /** The rows; what is not a ratio is of the server's own process, or of a client beside it. */
    enum Row {
        WHOLE_RATIO("whole answers a second ÷ nginx, 16 at once", 0.25, 0.45, Better.MORE),
        WHOLE_CPU("CPU ms a whole answer, 16 at once", 0.35, 0.20, Better.LESS),
        ADDED_LATENCY("added p50, one at a time, ms", 0.4, 0.2, Better.LESS),
        STREAM_RATIO("streams a second ÷ nginx, 16 at once, 200 tokens", 0.35, 0.60, Better.MORE),
        CHUNK_CPU("CPU µs a chunk, 16 streams", 12, 8, Better.LESS),
        ADDED_FIRST_TOKEN("added time to the first token, one at a time, ms", 0.8, 0.4, Better.LESS),
        RUNS_RATIO("runs a second ÷ streams of chat", 1, 1, Better.MORE),
        RESPONSES_RATIO("streamed responses a second ÷ streams of chat", 0.8, 1, Better.MORE),
        MANY_GAP("1,000 streams, 50 ms apart: gap p99, ms", 85, 65, Better.LESS),
        MANY_FIRST_TOKEN("1,000 streams, 50 ms apart: first token p50, ms", 20, 5, Better.LESS),
        HELD_GAP("5,000 streams, 500 ms apart: gap p99, ms", 560, 515, Better.LESS),
        HELD_CPU("5,000 streams, 500 ms apart: CPU µs a chunk", 100, 60, Better.LESS),
        HELD_MEMORY("5,000 streams, 500 ms apart: resident MiB", 1_100, 600, Better.LESS),
        SILENT_RATIO("50 streams beside 50 clients that never read: gap p99 ÷ without them", 1.2, 1.05, Better.LESS),
        MEMORY_LATENCY("p50 that a memory of 1,000 turns adds, ms", 2, 0.8, Better.LESS),
        READY("ready, s", 3, 2, Better.LESS),
        IDLE_MEMORY("idle, resident MiB", 250, 180, Better.LESS);

        private final String title;
        private final double must;
        private final double aim;
        private final Better better;

        Row(String title, double must, double aim, Better better) {
            this.title = title;
            this.must = must;
            this.aim = aim;
            this.better = better;
        }

        private String verdict(double value) {
            if (better.reaches(value, aim)) {
                return "aim";
            }
            return better.reaches(value, must) ? "must" : "missed by " + number(better == Better.LESS ? value / must : must / value);
        }
    }

    private enum Better {
        LESS, MORE;

        boolean reaches(double value, double limit) {
            return this == LESS ? value <= limit : value >= limit;
        }
    }

    private final Map<Row, List<Double>> values = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    /** Adds what one round gave; of several the median is shown. */
    void add(Row row, double value) {
        values.computeIfAbsent(row, key -> new ArrayList<>()).add(value);
    }

    /** Notes what did not come as it should have: a figure without it would be that of another work. */
    void check(String what, Answers answers) {
        answers.failures().forEach((why, count) -> failures.add(what + ": " + count + " " + why));
    }

    boolean isWhole() {
        return failures.isEmpty();
    }

    /** Returns it as a table of Markdown. */
    String markdown(String title) {
        StringBuilder text = new StringBuilder("\n| " + title + " | measured | must | aim | |\n|---|---|---|---|---|\n");
        for (Row row : Row.values()) {
            List<Double> rounds = values.getOrDefault(row, List.of());
            if (!rounds.isEmpty()) {
                double median = median(rounds);
                text.append("| ").append(row.title).append(" | ").append(number(median)).append(" | ").append(number(row.must))
                        .append(" | ").append(number(row.aim)).append(" | ").append(row.verdict(median)).append(" |\n");
            }
        }
        failures.forEach(failure -> text.append("\nfailed: ").append(failure));
        return text.toString();
    }

    private static double median(List<Double> rounds) {
        double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f", value);
    }
}
