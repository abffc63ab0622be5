package dev.talaria.model.openai;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.heap.HeapBudget;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelRequests;
import dev.talaria.model.RecordingSink;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A scripted upstream and clients of it. */
final class OpenAiFixture implements AutoCloseable {
    static final String KEY = "own-secret-key";
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    static final Duration LONG = Duration.ofSeconds(30);

    final ScriptedUpstream upstream = new ScriptedUpstream();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    final HeapBudget heap = new HeapBudget(1L << 40);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<OpenAiModel> models = new CopyOnWriteArrayList<>();
    private OpenAiModel patient;

    /** The client that waits long for everything. */
    synchronized OpenAiModel model() {
        if (patient == null) {
            patient = model(upstream.baseUrl(), LONG, LONG, LONG, 64);
        }
        return patient;
    }

    OpenAiModel model(URI baseUrl, Duration connect, Duration firstByte, Duration idle, int connections) {
        return model(baseUrl, TalariaConfig.Thoughts.SEPARATE, connect, firstByte, idle, connections);
    }

    /** The client that leaves thoughts where the model wrote them. */
    OpenAiModel thoughtKeeping() {
        return model(upstream.baseUrl(), TalariaConfig.Thoughts.KEEP, LONG, LONG, LONG, 64);
    }

    private OpenAiModel model(URI baseUrl, TalariaConfig.Thoughts thoughts, Duration connect, Duration firstByte, Duration idle,
                              int connections) {
        TalariaConfig.Model config = new TalariaConfig.Model(Optional.of(baseUrl), Optional.of(new Secret(KEY)), Optional.of("m"),
                false, false, connect, firstByte, idle, connections);
        OpenAiModel model = new OpenAiModel(config, thoughts, heap, this::thread, timer, Clock.fixed(NOW, ZoneOffset.UTC));
        models.add(model);
        return model;
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "model-io");
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    /** Asks the patient client for a stream that the script answers, and waits for its end. */
    RecordingSink ask(Script script) throws InterruptedException {
        upstream.answer(script);
        return ask(model(), ModelRequests.streamed("hi"));
    }

    RecordingSink ask(OpenAiModel model, ModelRequest request) throws InterruptedException {
        RecordingSink sink = new RecordingSink();
        model.start(request, sink);
        return sink.awaitEnd();
    }

    ModelCall start(ModelRequest request, RecordingSink sink) {
        return model().start(request, sink);
    }

    @Override
    public void close() throws IOException {
        models.forEach(OpenAiModel::close);
        timer.shutdownNow();
        upstream.close();
    }
}
