package dev.talaria.model.openai.reply;

import dev.talaria.error.Problem;
import dev.talaria.json.Deltas;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelSink;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Adds up what it is told, as a client does, and counts the ends. Ids that were made up are shown as {@code made-up}. */
final class JoinedSink implements ModelSink {
    final StringBuilder text = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    final StringBuilder refusal = new StringBuilder();
    final List<String> logprobs = new ArrayList<>();
    final List<String> ids = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<StringBuilder> arguments = new ArrayList<>();
    final List<JsonObject> callExtensions = new ArrayList<>();
    JsonObject extension = JsonValue.EMPTY_JSON_OBJECT;
    String form;
    FinishReason finish;
    Usage usage;
    Problem problem;
    int ends;

    @Override
    public void text(String delta, String probabilities) {
        text.append(delta);
        if (probabilities != null) {
            logprobs.add(probabilities);
        }
    }

    @Override
    public void reasoning(String delta, String itsForm) {
        reasoning.append(delta);
        form = itsForm;
    }

    @Override
    public void refusal(String delta) {
        refusal.append(delta);
    }

    @Override
    public void extension(JsonObject members) {
        extension = Deltas.merge(extension, members);
    }

    @Override
    public void toolCall(int index, String id, String name, String more, JsonObject extensions) {
        if (index == ids.size()) {
            ids.add(id);
            names.add(name);
            arguments.add(new StringBuilder());
            callExtensions.add(JsonValue.EMPTY_JSON_OBJECT);
        } else if (id != null || name != null) {
            throw new AssertionError("a call was named twice");
        }
        arguments.get(index).append(more);
        callExtensions.set(index, Deltas.merge(callExtensions.get(index), extensions));
    }

    @Override
    public void completed(FinishReason reason, Usage used) {
        finish = reason;
        usage = used;
        ends++;
    }

    @Override
    public void failed(Problem why) {
        problem = why;
        ends++;
    }

    /** As {@code id name arguments}. */
    List<String> calls() {
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            calls.add((ids.get(i).matches("call_[0-9a-f]{32}") ? "made-up" : ids.get(i)) + " " + names.get(i) + " " + arguments.get(i));
        }
        return calls;
    }

    String end() {
        return ends == 0 ? "none" : finish == null ? "failed: " + problem.message() : finish.toString();
    }

    @Override
    public String toString() {
        return "text=" + text + " reasoning=" + reasoning + " refusal=" + refusal + " calls=" + calls() + " " + callExtensions
                + " extension="
                + extension + " end=" + end() + " usage=" + usage;
    }
}
