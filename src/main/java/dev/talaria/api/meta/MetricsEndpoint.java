package dev.talaria.api.meta;

import dev.talaria.access.ApiKeys;
import dev.talaria.access.Rights;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.error.ErrorCode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** {@code GET /metrics}: all metrics in the text format of Prometheus. Safe for many threads. */
public final class MetricsEndpoint implements Endpoint {
    /** The route's name, which is the only one that the key of {@code talaria.metrics.key} may use. */
    public static final String ROUTE = ApiKeys.METRICS;
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> text;
    private final Predicate<Exchange> admitted;
    private final boolean open;
    private final Executor executor;

    /**
     * @param text     returns the metrics; may wait for the database for a moment
     * @param admitted tells whether the request comes from an address that may read them
     * @param open     whether no key is needed
     * @param executor runs {@code text}
     */
    public MetricsEndpoint(Supplier<String> text, Predicate<Exchange> admitted, boolean open, Executor executor) {
        this.text = Objects.requireNonNull(text);
        this.admitted = Objects.requireNonNull(admitted);
        this.open = open;
        this.executor = Objects.requireNonNull(executor);
    }

    @Override
    public List<Route> routes() {
        Route route = Route.get(ROUTE, "/metrics", this::show).evenWhileDraining();
        return List.of(open ? route.opened() : route);
    }

    private void show(Exchange exchange) {
        if (!admitted.test(exchange)) {
            throw ErrorCode.PERMISSION_DENIED.because("Metrics cannot be read from this address (talaria.metrics.addresses)");
        }
        if (!open && !exchange.key().readsMetrics()) {
            exchange.require(Rights.SERVER_ADMIN);
        }
        try {
            exchange.reply(CompletableFuture.supplyAsync(() -> Reply.text(TEXT, text.get()), executor));
        } catch (RejectedExecutionException e) {
            throw ErrorCode.OVERLOADED.because("Too many requests are waiting for metrics", e);
        }
    }
}
