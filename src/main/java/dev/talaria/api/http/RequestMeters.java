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

    /** @param route null if there is none, as below */
    void ended(Route route, int status, long nanos) {
        requests.of(group(route), Integer.toString(status)).record(nanos);
    }

    void failed(Route route, ErrorCode code) {
        errors.of(group(route), code.code()).increment();
    }

    private static String group(Route route) {
        return route == null ? NO_GROUP : route.group();
    }
}
