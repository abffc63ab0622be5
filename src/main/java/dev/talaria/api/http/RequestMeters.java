package dev.talaria.api.http;

import dev.talaria.error.ErrorCode;
import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import dev.talaria.metric.PerLabel;

/** Counts requests and their errors by group of endpoints. Safe for many threads. */
public final class RequestMeters {
    /** The group of requests that have no route. */
    private static final String NO_GROUP = "none";

    private final PerLabel<Meters.Durations> requests;
    private final PerLabel<Meters.Count> errors;

    public RequestMeters(Meters meters) {
        requests = new PerLabel<>(labels -> meters.durations(Metric.REQUESTS, labels));
        errors = new PerLabel<>(labels -> meters.counter(Metric.ERRORS, labels));
    }

    /** @param group null if there is none, as below */
    void ended(String group, int status, long nanos) {
        requests.of(named(group), Integer.toString(status)).record(nanos);
    }

    void failed(String group, ErrorCode code) {
        errors.of(named(group), code.code()).increment();
    }

    private static String named(String group) {
        return group == null ? NO_GROUP : group;
    }
}
