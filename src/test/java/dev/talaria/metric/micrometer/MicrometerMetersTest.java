package dev.talaria.metric.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.metric.Metric;
import java.util.Collections;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerMetersTest {
    private final MicrometerMeters meters = new MicrometerMeters();

    @Test
    void showsCountersTimersAmountsAndGauges() {
        meters.counter(Metric.ERRORS, "chat", "invalid_json").add(3);
        meters.durations(Metric.REQUESTS, "chat", "200").record(TimeUnit.MILLISECONDS.toNanos(20));
        meters.amounts(Metric.COMMIT_WRITES).record(5);
        meters.observe(Metric.RUNS_LIVE, () -> 7, "running");
        meters.observe(Metric.LIMIT_REFUSALS, () -> 2, "talaria.limits.open-streams");

        assertEquals(3, meters.values().get("talaria_http_errors_total{error_type=\"invalid_json\",group=\"chat\"}"));
        String request = "{group=\"chat\",http_response_status_code=\"200\"}";
        assertEquals(1, meters.values().get("http_server_request_duration_seconds_count" + request));
        assertEquals(0.02, meters.values().get("http_server_request_duration_seconds_sum" + request));
        assertEquals(5, meters.values().get("talaria_store_commit_writes_sum"));
        assertEquals(7, meters.values().get("talaria_runs_live{status=\"running\"}"));
        assertEquals(2, meters.values().get("talaria_limit_refusals_total{setting=\"talaria.limits.open-streams\"}"));
        assertTrue(meters.text().contains("http_server_request_duration_seconds_bucket{group=\"chat\",http_response_status_code=\"200\","
                + "le=\"0.025\"} 1"), meters.text());
        assertFalse(meters.text().contains("le=\"0.02\""), meters.text());
    }

    @Test
    void givesTheSameMeterForTheSameLabels() {
        meters.counter(Metric.FAILED_KEYS).increment();
        meters.counter(Metric.FAILED_KEYS).increment();

        assertEquals(2, meters.values().get("talaria_keys_failed_total"));
    }

    @Test
    void takesEveryMetricUnderTheNameThatItStates() {
        for (Metric metric : Metric.values()) {
            String[] labels = Collections.nCopies(metric.labels().size(), "x").toArray(String[]::new);
            switch (metric.kind()) {
                case COUNTER -> meters.counter(metric, labels).increment();
                case GAUGE -> meters.observe(metric, () -> 1, labels);
                case TIMER -> meters.durations(metric, labels).record(1);
                case AMOUNTS -> meters.amounts(metric, labels).record(1);
            }
            String suffix = metric.buckets().length == 0 ? "" : "_count";
            String expected = metric.prometheusName() + suffix;
            assertTrue(meters.values().keySet().stream().anyMatch(name -> name.equals(expected) || name.startsWith(expected + "{")),
                    () -> expected + " is not among " + new TreeSet<>(meters.values().keySet()));
        }
    }

    @Test
    void refusesLabelsThatTheMetricDoesNotHave() {
        assertThrows(IllegalArgumentException.class, () -> meters.counter(Metric.FAILED_KEYS, "x"));
        assertThrows(IllegalArgumentException.class, () -> meters.durations(Metric.FAILED_KEYS));
    }
}
