package dev.talaria.model.openai.reply;

import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelSink;
import dev.talaria.model.UpstreamFaults;
import dev.talaria.text.Truncation;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the JSON of one reply, in chunks or whole, and passes it to the sink as deltas. Passes on unknown members of a message unchanged
 * and ignores all choices but one. For one thread at a time.
 */
public final class ReplyReader {
    /** Members that contain reasoning as text, the usual one first. */
    private static final List<String> THOUGHTS = List.of("reasoning_content", "reasoning", "thinking", "reasoning_text");
    /** Members of a message that are interpreted here, or that have no use once they are read. */
    private static final Set<String> OWN = Set.of("role", "content", "refusal", "tool_calls", "function_call", "error", "name",
            "tool_call_id", "annotations", "audio");
    private static final int MAX_WORD = 100;

    private final ModelSink sink;
    private final UpstreamFaults faults;
    private final ToolCallPieces toolCalls;
    private final ThoughtTags tags;
    private final ThoughtHabits habits;
    private final Repetition text = new Repetition();
    private final Repetition thought = new Repetition();
    private final Repetition refusal = new Repetition();
    private final Set<String> opaque = new HashSet<>(0);
    private Integer followed;
    private String model = "";
    private boolean message;
    private boolean wholeObject;
    private boolean answered;
    private boolean thoughtBegun;
    private String form;
    private FinishReason finish;
    private Usage usage = Usage.NONE;

    /**
     * @param separate whether to extract a thought in tags from the start of the text
     * @param habits   the upstream's habits; updated by this reader
     */
    public ReplyReader(ModelSink sink, UpstreamFaults faults, boolean separate, ThoughtHabits habits) {
        this.sink = sink;
        this.faults = faults;
        this.habits = habits;
        toolCalls = new ToolCallPieces(sink);
        tags = separate ? new ThoughtTags(new Spoken()) : null;
    }

    /** Receives text and thoughts after their separation. */
    private final class Spoken implements ThoughtTags.Listener {
        @Override
        public void thought(String words, String tag) {
            think(words, tag);
        }

        @Override
        public void text(String words, String logprobs) {
            answered |= !words.isEmpty();
            sink.text(words, logprobs);
        }

        @Override
        public boolean beginsInThought() {
            return !thoughtBegun && habits.opensInPrompt(model);
        }

        @Override
        public void learn(boolean opensInPrompt) {
            habits.learn(model, opensInPrompt);
        }
    }

    /** Returns whether a finish reason has arrived that shows the answer to be complete. */
    boolean isFinished() {
        return finish != null;
    }

    /**
     * Returns whether a reply without a finish reason is complete because it came as one object.
     *
     * @param alone whether the body was a single JSON value
     */
    boolean isWhole(boolean alone) {
        return wholeObject || alone && message;
    }

    /** Returns whether the model has sent anything but reasoning. */
    boolean hasAnswered() {
        return answered || toolCalls.any();
    }

    /** Ends the text and passes on what was held back. */
    void endText() {
        if (tags != null) {
            tags.end(finish != FinishReason.LENGTH && !toolCalls.any());
        }
    }

    /**
     * Completes the call with the finish reason, adjusted to the output; {@link FinishReason#STOP} if the upstream sent none.
     *
     * @throws dev.talaria.error.ApiException if the only output is a tool call without a name
     */
    void complete() {
        endText();
        if (!hasAnswered() && toolCalls.anyNameless()) {
            throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent a tool call without a name");
        }
        FinishReason reason = finish == null ? FinishReason.STOP : finish;
        if (reason == FinishReason.STOP || reason == FinishReason.TOOL_CALLS) {
            reason = toolCalls.isCut() ? FinishReason.LENGTH : toolCalls.any() ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        }
        if (reason == FinishReason.TOOL_CALLS) {
            toolCalls.end();
        }
        sink.completed(reason, usage);
    }

    /**
     * Reads a chunk or a whole reply.
     *
     * @throws dev.talaria.error.ApiException if it reports an error; its other content has been passed on
     */
    void read(JsonObject chunk) {
        JsonObject choice = choice(chunk);
        model = chunk.get("model") instanceof JsonString name ? name.getString() : model;
        Usage told = UsageReader.in(chunk, choice);
        usage = told.equals(Usage.NONE) ? usage : told;
        if (choice != null) {
            wholeObject |= "chat.completion".equals(string(chunk.get("object"))) && choice.get("message") instanceof JsonObject;
            choice(choice, Ending.of(word(reason(choice))));
        }
        UpstreamErrors.in(chunk, choice).ifPresent(error -> {
            throw faults.ofError(error).asException();
        });
        if (choice != null) {
            end(choice);
        }
    }

    /** Reads a chunk that differs from one for which {@link #onlyText} returned a text in that text only. */
    void piece(String words) {
        say(text.piece(words), null, false);
    }

    /** Returns the text of a chunk that was read, if it contains nothing else; else empty. */
    Optional<String> onlyText(JsonObject chunk) {
        JsonObject choice = choice(chunk);
        if (choice == null || !(choice.get("delta") instanceof JsonObject delta) || string(delta.get("content")).isEmpty()
                || choice.get("logprobs") instanceof JsonObject || !word(reason(choice)).isEmpty()
                || !string(choice.get("native_finish_reason")).isEmpty() || !UsageReader.in(chunk, choice).equals(Usage.NONE)) {
            return Optional.empty();
        }
        for (Map.Entry<String, JsonValue> member : delta.entrySet()) {
            if (!member.getKey().equals("role") && !member.getKey().equals("content") && !Json.isEmpty(member.getValue())) {
                return Optional.empty();
            }
        }
        return Optional.of(string(delta.get("content")));
    }

    /** Returns the first choice, preferably of index 0, and from then on those of the same index. */
    private JsonObject choice(JsonObject chunk) {
        if (chunk.get("choices") instanceof JsonObject only) {
            return only;
        }
        JsonObject found = null;
        if (chunk.get("choices") instanceof JsonArray choices) {
            for (JsonValue each : choices) {
                if (each instanceof JsonObject choice) {
                    Integer index = choice.get("index") instanceof JsonNumber number ? Integer.valueOf(number.intValue()) : null;
                    boolean wanted = index == null || (followed == null ? index == 0 : index.equals(followed));
                    if (wanted || found == null && followed == null) {
                        found = choice;
                        if (wanted) {
                            break;
                        }
                    }
                }
            }
        }
        if (found != null && followed == null && found.get("index") instanceof JsonNumber number) {
            followed = number.intValue();
        }
        return found;
    }

    private void choice(JsonObject choice, Ending ending) {
        JsonObject logprobs = choice.get("logprobs") instanceof JsonObject object ? object : null;
        JsonObject delta = object(choice, "delta");
        JsonObject whole = object(choice, "message");
        boolean speaks = delta.entrySet().stream().anyMatch(member -> !member.getKey().equals("role") && !Json.isEmpty(member.getValue()));
        if (speaks || whole.isEmpty()) {
            ContentParts content = ContentParts.of(delta.get("content"));
            thoughts(delta, content, false, false);
            say(text.piece(content.text()), logprobs, false);
            refuse(refusal.piece(string(delta.get("refusal")) + content.refusal()));
            calls(delta, false);
            opaque(delta, false);
        } else {
            message = true;
            boolean last = ending != Ending.NONE;
            ContentParts content = ContentParts.of(whole.get("content"));
            thoughts(whole, content, true, last);
            say(text.message(content.text(), last), logprobs, last || wholeObject);
            refuse(refusal.message(string(whole.get("refusal")) + content.refusal(), last));
            calls(whole, true);
            opaque(whole, true);
        }
        if (!speaks && whole.isEmpty() && choice.get("text") instanceof JsonString words) {
            message = true;
            say(text.piece(words.getString()), logprobs, false);
        }
    }

    /** Passes on one of several members that contain the same reasoning. */
    private void thoughts(JsonObject from, ContentParts content, boolean whole, boolean last) {
        String member = null;
        String words = "";
        for (String name : THOUGHTS) {
            if (words.isEmpty() && !string(from.get(name)).isEmpty()) {
                member = name;
                words = string(from.get(name));
            }
        }
        words = words.isEmpty() ? content.thought() : words;
        String unsaid = whole ? thought.message(words, last) : thought.piece(words);
        if (!unsaid.isEmpty()) {
            think(unsaid, member);
        }
    }

    /** Passes on reasoning in the form of the reply's first. */
    private void think(String words, String itsForm) {
        if (!thoughtBegun) {
            thoughtBegun = true;
            form = itsForm;
            if (form != null) {
                habits.wroteIn(form);
            }
        }
        sink.reasoning(words, form);
    }

    /** @param whole whether it is the whole text, if none came before */
    private void say(String words, JsonObject logprobs, boolean whole) {
        if (words.isEmpty()) {
            return;
        }
        if (tags != null) {
            if (whole) {
                tags.lookAhead(words);
            }
            tags.filter(words, logprobs);
        } else {
            answered = true;
            sink.text(words, logprobs == null ? null : logprobs.toString());
        }
    }

    private void refuse(String words) {
        if (!words.isEmpty()) {
            answered = true;
            sink.refusal(words);
        }
    }

    private void calls(JsonObject from, boolean whole) {
        JsonValue said = from.get("tool_calls");
        JsonArray calls = said instanceof JsonArray list ? list
                : said instanceof JsonObject one && !one.isEmpty() ? Json.builders().createArrayBuilder().add(one).build() : null;
        if (calls != null && !calls.isEmpty()) {
            if (whole && toolCalls.any()) {
                toolCalls.takeAgain(calls);
            } else {
                toolCalls.take(calls, whole);
            }
        } else if (from.get("function_call") instanceof JsonObject call && !call.isEmpty() && !(whole && toolCalls.any())) {
            toolCalls.takeLegacy(call, whole);
        }
    }

    /** @param whole whether it may repeat members of earlier deltas */
    private void opaque(JsonObject from, boolean whole) {
        if (OWN.containsAll(from.keySet())) {
            return;
        }
        JsonObjectBuilder kept = Json.builders().createObjectBuilder();
        String shown = THOUGHTS.stream().map(name -> string(from.get(name))).filter(words -> !words.isEmpty()).findFirst().orElse("");
        from.forEach((name, value) -> {
            boolean thoughtShown = THOUGHTS.contains(name) && value instanceof JsonString words && words.getString().equals(shown);
            if (!OWN.contains(name) && !thoughtShown && !Json.isEmpty(value) && !(whole && opaque.contains(name))) {
                kept.add(name, value);
            }
        });
        JsonObject members = kept.build();
        if (!members.isEmpty()) {
            opaque.addAll(members.keySet());
            sink.extension(members);
        }
    }

    private void end(JsonObject choice) {
        JsonValue reason = reason(choice);
        String word = word(reason);
        Ending ending = Ending.of(word);
        String nativeWord = string(choice.get("native_finish_reason"));
        Ending nativeEnding = Ending.of(nativeWord);
        // OpenRouter reports stop whatever happened at the provider behind it, and the provider's own word in addition.
        boolean corrected = nativeEnding == Ending.FAILED ? ending == Ending.STOP || ending == Ending.NONE
                : ending == Ending.STOP && nativeEnding.reason() != null && nativeEnding != Ending.TOOL_CALLS;
        Ending meant = corrected ? nativeEnding : ending;
        if (meant == Ending.FAILED) {
            String shown = corrected ? nativeWord : word;
            String why = reason instanceof JsonObject object ? string(object.get("message")) : "";
            throw faults.ofError(Json.string("The upstream aborted its answer: finish_reason "
                    + Truncation.start(shown, MAX_WORD) + (why.isEmpty() ? "" : ": " + why))).asException();
        }
        finish = meant == Ending.NONE ? finish : meant.reason();
    }

    /** Reads the finish reason; Gemini's endpoint may write the member's name as in its native API. */
    private static JsonValue reason(JsonObject choice) {
        JsonValue reason = choice.get("finish_reason");
        return reason == null || reason == JsonValue.NULL ? choice.getOrDefault("finishReason", JsonValue.NULL) : reason;
    }

    /** Returns the reason's word; SGLang's native API, and gateways in front of it, send an object with the word as its type. */
    private static String word(JsonValue reason) {
        return reason instanceof JsonObject object ? string(object.get("type")) : string(reason);
    }

    private static String string(JsonValue value) {
        return value instanceof JsonString string ? string.getString() : "";
    }

    private static JsonObject object(JsonObject parent, String name) {
        return parent.get(name) instanceof JsonObject child ? child : JsonValue.EMPTY_JSON_OBJECT;
    }
}
