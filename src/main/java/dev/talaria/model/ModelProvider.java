package dev.talaria.model;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.TraceContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs model calls. Safe for many threads. */
public interface ModelProvider extends AutoCloseable {

    /**
     * Starts one model call and returns at once. The provider calls the sink on its own threads, one call at a time: deltas in order, then
     * exactly one of {@code completed} or {@code failed}. Sinks must never block them. Every failure, a refused connection included, is
     * reported to the sink and not thrown. After {@link ModelCall#cancel()} the sink may receive nothing more.
     */
    ModelCall start(ModelRequest request, ModelSink sink);

    /** Returns kind and location for logs, {@code /v1/models} and health; without secrets. */
    String description();

    /**
     * Returns the name of the upstream. Opaque members of its replies are sent back only to an upstream of the same name. Stable across
     * restarts, without secrets, at most 200 characters.
     */
    String origin();

    /** Returns the parts of requests that are omitted for a while because a model has refused them, oldest first. */
    default List<ModelAdaptation> adaptations() {
        return List.of();
    }

    /** Returns the upstream's failures since the start; empty if there were none, or if there is no upstream. */
    default Optional<UpstreamFailures.Summary> failures() {
        return Optional.empty();
    }

    /**
     * Passes a JSON request on to another endpoint of the upstream than that of model calls, and returns at once.
     *
     * @param path  below the base URL, e.g. {@code /embeddings}
     * @param trace null for none
     * @return completes with a successful reply as it is; fails with an {@link dev.talaria.error.ApiException} that callers may see
     */
    default CompletableFuture<RelayedReply> relay(String path, String json, @Nullable TraceContext trace) {
        return CompletableFuture.failedFuture(ErrorCode.NOT_FOUND.because("The model has no such endpoint: " + path));
    }

    /** Ends the running calls and releases all threads and connections. */
    @Override
    void close();
}
