package dev.talaria.model.openai;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.error.RetryAfter;
import dev.talaria.heap.HeapBudget;
import dev.talaria.model.ModelAdaptation;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelSink;
import dev.talaria.model.OnceSink;
import dev.talaria.model.RelayedReply;
import dev.talaria.model.UpstreamFailures;
import dev.talaria.model.UpstreamFaults;
import dev.talaria.model.openai.compat.RequestAttempts;
import dev.talaria.model.openai.compat.UpstreamCompatibility;
import dev.talaria.model.openai.reply.AnswerBody;
import dev.talaria.model.openai.reply.DecodedBody;
import dev.talaria.model.openai.reply.ReplyBody;
import dev.talaria.model.openai.reply.ReplyReader;
import dev.talaria.model.openai.reply.ThoughtHabits;
import dev.talaria.scope.TraceContext;
import dev.talaria.text.LogText;
import dev.talaria.text.Truncation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * A model at any OpenAI-compatible endpoint. Calls sinks on the I/O threads of its HTTP client; a timeout or a close may come on another
 * thread.
 */
public final class OpenAiModel implements ModelProvider {
    private static final Logger LOG = System.getLogger(OpenAiModel.class.getName());
    private static final long MAX_TICK_MILLIS = 250;
    private static final int MAX_ORIGIN = 200;
    private static final Problem LOST = Problem.of(ErrorCode.UPSTREAM_ERROR, "The connection to the upstream was lost");
    private static final Problem CLOSED = Problem.of(ErrorCode.UPSTREAM_ERROR, "The model client was closed");

    private final TalariaConfig.Model config;
    private final HeapBudget heap;
    private final Clock clock;
    private final UpstreamFaults faults;
    private final Upstream upstream;
    private final UpstreamFailures failures;
    private final UpstreamCompatibility compatibility;
    private final Set<OpenAiCall> live = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> watch;
    private final TalariaConfig.Thoughts thoughts;
    private final ThoughtHabits habits = new ThoughtHabits();
    private final Supplier<Relay> relays;
    private final AtomicReference<Relay> relay = new AtomicReference<>();
    private volatile boolean closed;

    /**
     * @param config   has a base URL
     * @param thoughts how to treat thoughts in tags at the start of the text
     * @param threads  creates the three threads of the HTTP client and sets their context class loader
     * @param heap     bounds the memory that all replies hold
     * @param timer    checks timeouts; never blocked, and not shut down by this provider
     * @param clock    interprets dates in upstream headers
     */
    public OpenAiModel(TalariaConfig.Model config, TalariaConfig.Thoughts thoughts, HeapBudget heap, ThreadFactory threads,
                       ScheduledExecutorService timer, Clock clock) {
        this.config = config;
        this.heap = heap;
        this.thoughts = thoughts;
        this.clock = clock;
        faults = new UpstreamFaults(config.apiKey().map(Secret::reveal).orElse(null), config.contextOverflowPatterns());
        upstream = new Upstream(config, threads, faults);
        failures = new UpstreamFailures(description(), clock);
        compatibility = new UpstreamCompatibility(description(), config, clock);
        relays = () -> new Relay(config, faults, threads, timer, clock);
        long tick = tickMillis(config);
        watch = timer.scheduleWithFixedDelay(this::watch, tick, tick, TimeUnit.MILLISECONDS);
    }

    private static long tickMillis(TalariaConfig.Model config) {
        long shortest = LongStream.of(config.connectTimeout().toMillis(), config.firstByteTimeout().toMillis(),
                config.idleTimeout().toMillis()).min().getAsLong();
        return Math.max(1, Math.min(MAX_TICK_MILLIS, shortest / 4));
    }

    @Override
    public ModelCall start(ModelRequest request, ModelSink sink) {
        AdaptiveCall call = new AdaptiveCall(compatibility.attempts(request), new OnceSink(sink, this::failed, failures::answered),
                this::prepare, this::launch);
        call.attempt();
        return call;
    }

    @SuppressWarnings("ReferenceEquality") // An upstream may say the same of itself.
    private void failed(Problem problem) {
        if (problem != CLOSED) {
            failures.failed(problem);
        }
    }

    private OpenAiCall prepare(RequestAttempts attempts, OnceSink sink, RefusalRecorder recorder) {
        ModelRequest request = attempts.request();
        HeapBudget.Reservation held = heap.reserve();
        OpenAiCall.Sent sent = new OpenAiCall.Sent(ChatBody.of(request, origin(), habits.form(), attempts.omitted()), request.trace());
        return new OpenAiCall(upstream, sent, sink, (response, asked) -> {
            recorder.replied(response.getCode());
            return recorder.before(bodyOf(response, asked, sink, held,
                    request.thoughts() == null ? thoughts : request.thoughts()));
        }, new PhaseTimeouts(config), call -> {
            live.remove(call);
            held.close();
        });
    }

    private void launch(OpenAiCall call) {
        live.add(call);
        call.launch();
        if (closed) {
            call.giveUp(CLOSED);
        }
    }

    private ReplyBody bodyOf(HttpResponse response, URI asked, ModelSink sink, HeapBudget.Reservation held,
                             TalariaConfig.Thoughts treatment) {
        String coding = header(response, "Content-Encoding");
        if (response.getCode() < 200 || response.getCode() > 299) {
            return DecodedBody.ofError(coding, new ErrorBody(faults, response.getCode(),
                    RetryAfter.of(name -> header(response, name), clock.instant()).orElse(null), asked.getRawPath()));
        }
        boolean separate = treatment == TalariaConfig.Thoughts.SEPARATE;
        return DecodedBody.of(coding, new AnswerBody(new ReplyReader(sink, faults, separate, habits), faults, config.replyBytes(),
                held));
    }

    private static String header(HttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    @Override
    public String origin() {
        URI base = config.baseUrl().orElseThrow();
        return Truncation.start(base.getScheme() + "://" + base.getHost() + ":" + base.getPort() + base.getPath(), MAX_ORIGIN);
    }

    @Override
    public List<ModelAdaptation> adaptations() {
        return compatibility.adaptations();
    }

    @Override
    public Optional<UpstreamFailures.Summary> failures() {
        return failures.summary();
    }

    /** Checks all calls. Catches exceptions, so that the timer continues to check. */
    private void watch() {
        try {
            if (upstream.isBroken() && !closed) {
                live.forEach(call -> call.giveUp(LOST));
            }
            live.forEach(OpenAiCall::checkTime);
            upstream.closeExpired();
        } catch (RuntimeException fault) {
            LOG.log(Level.ERROR, "Watching model calls failed", LogText.plain(fault));
        }
    }

    /** The client of relayed requests is made by the first of them. */
    @Override
    public CompletableFuture<RelayedReply> relay(String path, String json, @Nullable TraceContext trace) {
        Relay made = relay.get();
        if (made == null) {
            Relay mine = relays.get();
            made = relay.compareAndSet(null, mine) ? mine : relay.get();
            if (made != mine) {
                mine.close();
            }
        }
        if (closed) {
            made.close();
            return CompletableFuture.failedFuture(CLOSED.asException());
        }
        return made.post(path, json, trace);
    }

    @Override
    public String description() {
        URI base = config.baseUrl().orElseThrow();
        String port = base.getPort() < 0 ? "" : ":" + base.getPort();
        return config.name().orElse("") + " at " + base.getScheme() + "://" + base.getHost() + port + base.getPath();
    }

    @Override
    public void close() {
        closed = true;
        watch.cancel(false);
        live.forEach(call -> call.giveUp(CLOSED));
        upstream.close();
        Relay made = relay.get();
        if (made != null) {
            made.close();
        }
    }
}
