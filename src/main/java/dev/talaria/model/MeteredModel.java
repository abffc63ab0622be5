package dev.talaria.model;

import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import dev.talaria.metric.PerLabel;
import dev.talaria.scope.TraceContext;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts another provider's calls: duration, time to the first piece, tokens, failures by code. Safe for many threads. */
public final class MeteredModel implements ModelProvider {
    /** Where names are passed through, clients choose them. */
    private static final int MAX_MODELS = 50;
    private static final String OTHER = "other";
    private static final String CANCELLED = "cancelled";
    private static final String OPERATION = "chat";

    /** The meters of one model. */
    private record ModelMeters(PerLabel<Meters.Durations> calls, Meters.Durations firstChunk, Meters.Amounts input, Meters.Amounts output) {
    }

    private final ModelProvider provider;
    private final PerLabel<ModelMeters> meters;
    private final Set<String> models = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param kind     the kind of provider, as the conventions for {@code gen_ai.provider.name} know it
     * @param upstream the provider's name in the configuration
     */
    public MeteredModel(ModelProvider provider, String kind, String upstream, Meters meters) {
        this.provider = Objects.requireNonNull(provider);
        this.meters = new PerLabel<>(model -> new ModelMeters(
                new PerLabel<>(error -> meters.durations(Metric.MODEL_CALLS, OPERATION, kind, model[0], upstream, error[0])),
                meters.durations(Metric.FIRST_CHUNK, OPERATION, kind, model[0], upstream),
                meters.amounts(Metric.TOKENS, OPERATION, kind, model[0], upstream, "input"),
                meters.amounts(Metric.TOKENS, OPERATION, kind, model[0], upstream, "output")));
        meters.observe(Metric.MODEL_CALLS_OPEN, open::get, upstream);
    }

    @Override
    public ModelCall start(ModelRequest request, ModelSink sink) {
        MeteredSink metered = new MeteredSink(sink, meters.of(label(request.model())));
        open.incrementAndGet();
        try {
            ModelCall call = provider.start(request, metered);
            return () -> {
                metered.ended(CANCELLED);
                call.cancel();
            };
        } catch (RuntimeException | Error e) {
            metered.ended(e.getClass().getName());
            throw e;
        }
    }

    private String label(String model) {
        return models.contains(model) || models.size() < MAX_MODELS && models.add(model) ? model : OTHER;
    }

    @Override
    public String description() {
        return provider.description();
    }

    @Override
    public String origin() {
        return provider.origin();
    }

    @Override
    public List<ModelAdaptation> adaptations() {
        return provider.adaptations();
    }

    @Override
    public Optional<UpstreamFailures.Summary> failures() {
        return provider.failures();
    }

    @Override
    public CompletableFuture<RelayedReply> relay(String path, String json, @Nullable TraceContext trace) {
        return provider.relay(path, json, trace);
    }

    @Override
    public void close() {
        provider.close();
    }

    /** Passes everything on. The provider calls it on one thread at a time; only a cancellation may come from another. */
    private final class MeteredSink implements ModelSink {
        private final ModelSink sink;
        private final ModelMeters counted;
        private final long begun = System.nanoTime();
        private final AtomicBoolean over = new AtomicBoolean();
        private boolean answering;

        private MeteredSink(ModelSink sink, ModelMeters counted) {
            this.sink = sink;
            this.counted = counted;
        }

        private ModelSink piece() {
            if (!answering) {
                answering = true;
                counted.firstChunk().recordSince(begun);
            }
            return sink;
        }

        /** @param error empty for none */
        private void ended(String error) {
            if (over.compareAndSet(false, true)) {
                open.decrementAndGet();
                counted.calls().of(error).recordSince(begun);
            }
        }

        @Override
        public void text(String delta, String logprobs) {
            piece().text(delta, logprobs);
        }

        @Override
        public void reasoning(String delta, String form) {
            piece().reasoning(delta, form);
        }

        @Override
        public void refusal(String delta) {
            piece().refusal(delta);
        }

        @Override
        public void extension(JsonObject members) {
            piece().extension(members);
        }

        @Override
        public void toolCall(int index, String id, String name, String arguments, JsonObject extensions) {
            piece().toolCall(index, id, name, arguments, extensions);
        }

        @Override
        public <T> T together(Supplier<T> pieces) {
            return sink.together(pieces);
        }

        @Override
        public void completed(FinishReason finish, Usage usage) {
            if (usage.prompt() > 0 || usage.completion() > 0) {
                counted.input().record(usage.prompt());
                counted.output().record(usage.completion());
            }
            ended("");
            sink.completed(finish, usage);
        }

        @Override
        public void failed(Problem problem) {
            ended(problem.code().code());
            sink.failed(problem);
        }
    }
}
