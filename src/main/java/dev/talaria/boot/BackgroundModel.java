package dev.talaria.boot;

import dev.talaria.config.FactsConfig;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.heap.HeapBudget;
import dev.talaria.json.Json;
import dev.talaria.memory.CompletionModel;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelSink;
import dev.talaria.model.openai.OpenAiModel;
import dev.talaria.resilience.BackOff;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * The model that draws facts. It has a client of its own, so that neither its failures nor what it refuses count against the model of the
 * turns. Safe for many threads.
 */
final class BackgroundModel implements CompletionModel {
    /** How many calls run at once. */
    static final int PARALLEL = 2;
    /** The outbox's bounds; its pauses suit a model that is away or loading. */
    static final Outbox.Bounds BOUNDS = new Outbox.Bounds(PARALLEL, 4, new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(2)),
            Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(3));
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final long MAX_REPLY_BYTES = 4L << 20;
    private static final int CONNECTIONS = 2 * PARALLEL;

    private final ModelProvider model;
    private final FactsConfig.Background config;

    BackgroundModel(ModelProvider model, FactsConfig.Background config) {
        this.model = model;
        this.config = config;
    }

    static BackgroundModel start(FactsConfig.Background facts, TalariaConfig config, HeapBudget heap, ScheduledExecutorService timer,
            Clock clock, UnaryOperator<ModelProvider> around) {
        TalariaConfig.Model turns = config.model();
        TalariaConfig.Model own = new TalariaConfig.Model(Optional.of(facts.upstream().baseUrl()), facts.upstream().apiKey(),
                Optional.of(facts.upstream().model()), false, false, turns.connectTimeout(), facts.timeout(), facts.timeout(), CONNECTIONS,
                MAX_REPLY_BYTES, turns.contextOverflowPatterns(), turns.omit(), turns.limitMember());
        return new BackgroundModel(around.apply(new OpenAiModel(own, config.agent().thoughts(), heap, Threads.named("facts-http"), timer,
                clock)), facts);
    }

    @Override
    public Completion complete(String system, String prompt) {
        JsonObject parameters = Json.builders().createObjectBuilder().add("max_tokens", config.answerTokens()).build();
        Answer answer = new Answer((system.length() + prompt.length()) / CHARACTERS_PER_TOKEN);
        ModelCall call = model.start(new ModelRequest(config.upstream().model(), List.of(Message.of(Role.SYSTEM, system),
                Message.user(prompt)), List.of(), parameters, false), answer);
        try {
            return answer.whole.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw ErrorCode.UPSTREAM_TIMEOUT.because("The model that draws facts did not answer within " + config.timeout().toMillis()
                    + " ms", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiException known ? known
                    : ErrorCode.UPSTREAM_ERROR.because("The model that draws facts could not be asked", e);
        } catch (CancellationException e) {
            throw ErrorCode.UPSTREAM_ERROR.because("The call was cancelled", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorCode.UPSTREAM_ERROR.because("The wait for the model was interrupted", e);
        } finally {
            call.cancel();
        }
    }

    @Override
    public String description() {
        return model.description();
    }

    @Override
    public void close() {
        model.close();
    }

    /** Collects one answer. Called by one thread at a time. */
    private static final class Answer implements ModelSink {
        private final CompletableFuture<Completion> whole = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private final long prompt;

        /** @param prompt its size in tokens, if the model does not tell */
        Answer(long prompt) {
            this.prompt = prompt;
        }

        @Override
        public void text(String delta, String logprobs) {
            text.append(delta);
        }

        @Override
        public void reasoning(String delta, String form) {
            // Only the answer counts.
        }

        @Override
        public void refusal(String delta) {
            text.append(delta);
        }

        @Override
        public void extension(JsonObject members) {
            // Nothing of it is sent back.
        }

        @Override
        public void toolCall(int index, String id, String name, String arguments, JsonObject extensions) {
            // It was offered no tools.
        }

        @Override
        public void completed(FinishReason finish, Usage usage) {
            long told = usage.prompt() + usage.completion();
            whole.complete(new Completion(text.toString(), told > 0 ? told : prompt + text.length() / CHARACTERS_PER_TOKEN));
        }

        @Override
        public void failed(Problem problem) {
            whole.completeExceptionally(problem.asException());
        }
    }
}
