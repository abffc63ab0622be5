package dev.talaria.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.metric.Metric;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page about metrics lists those that there are; a failure prints the table. */
class MetricsPageTest {
    private static final String BEGIN = "<!-- metrics -->\n";
    private static final String END = "<!-- end of metrics -->";

    @Test
    void listsEveryMetric() {
        String page = Page.read("src/docs/metrics.md").text();

        assertEquals(table(), page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)));
    }

    private static String table() {
        return "| metric | kind | labels | |\n|---|---|---|---|\n" + Arrays.stream(Metric.values()).map(MetricsPageTest::row)
                .collect(Collectors.joining());
    }

    private static String row(Metric metric) {
        String kind = switch (metric.kind()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case TIMER, AMOUNTS -> "histogram";
        };
        String labels = metric.labels().stream().map(label -> "`" + Metric.plain(label) + "`").collect(Collectors.joining(", "));
        return "| `" + metric.prometheusName() + "` | " + kind + " | " + labels + " | " + metric.description() + " |\n";
    }
}
