package dev.talaria.model.guardrail;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelSink;
import dev.talaria.text.LogText;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes a reply through the filters of guardrails. Log probabilities are dropped: their tokens would tell what was filtered. Arguments of
 * tool calls and opaque members are not text, and pass. For one thread at a time, as its model calls it.
 */
final class GuardedSink implements ModelSink {
    private static final System.Logger LOG = System.getLogger(GuardedSink.class.getName());

    private final ModelSink sink;
    private final List<ReplyFilter> text;
    private final List<ReplyFilter> reasoning;
    private final List<ReplyFilter> refusal;
    private @Nullable String form;
    private boolean failed;
    private volatile @Nullable ModelCall call;

    GuardedSink(ModelSink sink, List<Guardrail> guardrails) {
        this.sink = sink;
        this.text = filters(guardrails);
        this.reasoning = filters(guardrails);
        this.refusal = filters(guardrails);
    }

    private static List<ReplyFilter> filters(List<Guardrail> guardrails) {
        List<ReplyFilter> filters = new ArrayList<>(guardrails.size());
        guardrails.forEach(guardrail -> filters.add(guardrail.reply()));
        return filters;
    }

    /** Notes the call, which is cancelled if a filter fails. */
    void startedAs(ModelCall started) {
        call = started;
    }

    private String filtered(List<ReplyFilter> filters, String delta) {
        String piece = delta;
        try {
            for (ReplyFilter filter : filters) {
                piece = piece.isEmpty() ? "" : filter.filter(piece);
            }
            return piece;
        } catch (RuntimeException e) {
            fail(e);
            return "";
        }
    }

    /** Each filter's rest passes the filters after it. */
    private String flushed(List<ReplyFilter> filters) {
        String rest = "";
        try {
            for (ReplyFilter filter : filters) {
                rest = (rest.isEmpty() ? "" : filter.filter(rest)) + filter.flush();
            }
            return rest;
        } catch (RuntimeException e) {
            fail(e);
            return "";
        }
    }

    private void fail(RuntimeException fault) {
        failed = true;
        LOG.log(System.Logger.Level.ERROR, "A guardrail failed, so the reply was cut", LogText.plain(fault));
        sink.failed(Problem.of(ErrorCode.INTERNAL_ERROR, "A guardrail of this server failed"));
        ModelCall running = call;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void text(String delta, @Nullable String logprobs) {
        if (failed) {
            return;
        }
        String shown = filtered(text, delta);
        if (!shown.isEmpty()) {
            sink.text(shown, null);
        }
    }

    @Override
    public void reasoning(String delta, @Nullable String how) {
        if (failed) {
            return;
        }
        form = how;
        String shown = filtered(reasoning, delta);
        if (!shown.isEmpty()) {
            sink.reasoning(shown, how);
        }
    }

    @Override
    public void refusal(String delta) {
        if (failed) {
            return;
        }
        String shown = filtered(refusal, delta);
        if (!shown.isEmpty()) {
            sink.refusal(shown);
        }
    }

    @Override
    public void extension(JsonObject members) {
        if (!failed) {
            sink.extension(members);
        }
    }

    @Override
    public void toolCall(int index, @Nullable String id, @Nullable String name, String arguments, JsonObject extensions) {
        if (!failed) {
            sink.toolCall(index, id, name, arguments, extensions);
        }
    }

    @Override
    public <T> T together(Supplier<T> pieces) {
        return sink.together(pieces);
    }

    @Override
    public void completed(FinishReason finish, Usage usage) {
        flush();
        if (!failed) {
            sink.completed(finish, usage);
        }
    }

    @Override
    public void failed(Problem problem) {
        flush();
        if (!failed) {
            sink.failed(problem);
        }
    }

    private void flush() {
        if (failed) {
            return;
        }
        String thought = flushed(reasoning);
        if (!thought.isEmpty()) {
            sink.reasoning(thought, form);
        }
        String refused = failed ? "" : flushed(refusal);
        if (!refused.isEmpty()) {
            sink.refusal(refused);
        }
        String said = failed ? "" : flushed(text);
        if (!said.isEmpty()) {
            sink.text(said, null);
        }
    }
}
