package dev.talaria.metric.micrometer;

import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Meters in a registry of their own, which Prometheus reads. Safe for many threads. */
public final class MicrometerMeters implements Meters {
    private static final String COMMENT = "#";
    private static final String BUCKET = "_bucket{";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public MicrometerMeters() {
        // The names are complete: see Metric.
        registry.config().namingConvention(NamingConvention.identity);
    }

    @Override
    public Count counter(Metric metric, String... labels) {
        check(metric, Metric.Kind.COUNTER);
        return Counter.builder(metric.prometheusName()).description(metric.description()).tags(tags(metric, labels))
                .register(registry)::increment;
    }

    @Override
    public Durations durations(Metric metric, String... labels) {
        check(metric, Metric.Kind.TIMER);
        Duration[] buckets = Arrays.stream(metric.buckets()).mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                .toArray(Duration[]::new);
        Timer timer = Timer.builder(metric.prometheusName()).description(metric.description()).tags(tags(metric, labels))
                .serviceLevelObjectives(buckets).register(registry);
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Amounts amounts(Metric metric, String... labels) {
        check(metric, Metric.Kind.AMOUNTS);
        return DistributionSummary.builder(metric.prometheusName()).description(metric.description()).tags(tags(metric, labels))
                .serviceLevelObjectives(metric.buckets()).register(registry)::record;
    }

    @Override
    public void observe(Metric metric, DoubleSupplier value, String... labels) {
        if (metric.kind() == Metric.Kind.COUNTER) {
            FunctionCounter.builder(metric.prometheusName(), value, DoubleSupplier::getAsDouble).description(metric.description())
                    .tags(tags(metric, labels)).register(registry);
        } else {
            check(metric, Metric.Kind.GAUGE);
            Gauge.builder(metric.prometheusName(), value, DoubleSupplier::getAsDouble).description(metric.description())
                    .tags(tags(metric, labels)).strongReference(true).register(registry);
        }
    }

    private static void check(Metric metric, Metric.Kind expected) {
        if (metric.kind() != expected) {
            throw new IllegalArgumentException(metric + " is no " + expected);
        }
    }

    /** Prometheus takes an empty label for an absent one, while its library wants the same labels in all series of a metric. */
    private static Tags tags(Metric metric, String... values) {
        List<String> names = metric.labels();
        if (values.length != names.size()) {
            throw new IllegalArgumentException(metric + " has the labels " + names);
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(Metric.plain(names.get(i)), values[i]);
        }
        return tags;
    }

    @Override
    public String text() {
        return registry.scrape();
    }

    @Override
    public Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        text().lines().filter(line -> !line.startsWith(COMMENT) && !line.contains(BUCKET)).forEach(line -> {
            int end = line.lastIndexOf(' ');
            values.put(line.substring(0, end), Double.valueOf(line.substring(end + 1).replace("+Inf", "Infinity")));
        });
        return values;
    }

    @Override
    public void close() {
        registry.close();
    }
}
