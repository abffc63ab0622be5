package dev.talaria.model;

import java.util.List;
import java.util.Optional;

/** Somewhere a model runs. Safe for many threads. */
public interface ModelProvider extends AutoCloseable {

    /**
     * Begins one model call and returns at once. The sink is called from the provider's own threads, one call at a time, and must
     * never be blocked on: deltas in order, then exactly one of {@code completed} or {@code failed}. Every fault, a refused
     * connection included, arrives there and not as an exception. After {@link ModelCall#cancel()} the sink may get nothing more.
     */
    ModelCall start(ModelRequest request, ModelSink sink);

    /** Names itself for logs, {@code /v1/models} and health: what it is and where, no secrets. */
    String description();

    /**
     * Names the upstream: opaque members of its replies are sent back to the upstream of the same name alone. The same after a restart,
     * no secrets, at most 200 characters.
     */
    String origin();

    /** What its models were found to refuse of requests, so that it is left out for a while; oldest first. */
    default List<ModelAdaptation> adaptations() {
        return List.of();
    }

    /** How its upstream has failed since the start; empty where it has not, or where there is none. */
    default Optional<UpstreamFailures.Summary> failures() {
        return Optional.empty();
    }

    /** Ends what is running and frees all threads and connections. */
    @Override
    void close();
}
