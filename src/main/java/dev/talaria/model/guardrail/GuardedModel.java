package dev.talaria.model.guardrail;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.message.Message;
import dev.talaria.model.ModelAdaptation;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelSink;
import dev.talaria.model.RelayedReply;
import dev.talaria.model.UpstreamFailures;
import dev.talaria.scope.TraceContext;
import dev.talaria.text.LogText;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A model whose prompts and replies pass guardrails, in their order. One that fails fails the call. Safe for many threads. */
public final class GuardedModel implements ModelProvider {
    private static final System.Logger LOG = System.getLogger(GuardedModel.class.getName());

    private final ModelProvider model;
    private final List<Guardrail> guardrails;

    private GuardedModel(ModelProvider model, List<Guardrail> guardrails) {
        this.model = model;
        this.guardrails = guardrails;
    }

    /** Returns the model with guardrails, which others close; the model itself if there are none. */
    public static ModelProvider of(ModelProvider model, List<Guardrail> guardrails) {
        return guardrails.isEmpty() ? model : new GuardedModel(model, List.copyOf(guardrails));
    }

    @Override
    public ModelCall start(ModelRequest request, ModelSink sink) {
        GuardedSink guarded;
        List<Message> prompt = request.messages();
        try {
            for (Guardrail guardrail : guardrails) {
                prompt = guardrail.prompt(prompt);
            }
            guarded = new GuardedSink(sink, guardrails);
        } catch (GuardrailRefusal e) {
            sink.failed(Problem.of(ErrorCode.CONTENT_POLICY_VIOLATION, e.words()));
            return () -> { };
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A guardrail failed, so the model was not called", LogText.plain(e));
            sink.failed(Problem.of(ErrorCode.INTERNAL_ERROR, "A guardrail of this server failed"));
            return () -> { };
        }
        ModelCall call = model.start(request.withMessages(prompt), guarded);
        guarded.startedAs(call);
        return call;
    }

    @Override
    public String description() {
        return model.description();
    }

    @Override
    public String origin() {
        return model.origin();
    }

    @Override
    public List<ModelAdaptation> adaptations() {
        return model.adaptations();
    }

    @Override
    public Optional<UpstreamFailures.Summary> failures() {
        return model.failures();
    }

    @Override
    public CompletableFuture<RelayedReply> relay(String path, String json, @Nullable TraceContext trace) {
        String checked;
        try {
            checked = new RelayedTexts(this::checked).of(json);
        } catch (GuardrailRefusal e) {
            return CompletableFuture.failedFuture(ErrorCode.CONTENT_POLICY_VIOLATION.because(e.words()));
        } catch (ApiException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A guardrail failed, so the request was not passed on", LogText.plain(e));
            return CompletableFuture.failedFuture(ErrorCode.INTERNAL_ERROR.because("A guardrail of this server failed"));
        }
        return model.relay(path, checked, trace);
    }

    /** Returns a text as the guardrails leave it of a prompt that has nothing else. */
    private String checked(String text) {
        List<Message> prompt = List.of(Message.user(text));
        for (Guardrail guardrail : guardrails) {
            prompt = guardrail.prompt(prompt);
        }
        int last = Message.lastUser(prompt);
        return last < 0 ? "" : prompt.get(last).text();
    }

    @Override
    public void close() {
        model.close();
    }
}
