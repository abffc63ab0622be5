package dev.talaria.agent.turn;

import dev.talaria.json.StoredJson;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.PartsJson;
import dev.talaria.session.StoredMessage;
import dev.talaria.store.Micros;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A suspended turn's state as it is stored while the turn waits for an answer.
 *
 * @param left    the remaining working time in nanoseconds
 * @param pending as {@link PartsJson} writes them, like {@code forClient}
 * @param fence   its nonce; null for none
 * @param begun   when the turn started, in microseconds since 1970; null without a session
 * @param said    the output, as one message
 */
public record StoredTurnState(int step, long left, String pending, String forClient, List<StoredMessage> prompt, boolean retry, long epoch,
                              String fence, String parent, List<StoredMessage> append, Long begun, List<StoredMessage> produced,
                              List<StoredMessage> said, List<String> logprobs, List<Long> usage, Asked question) {
    /**
     * The question about the first pending call.
     *
     * @param until microseconds since 1970; a question without it has expired, which counts as a denial
     */
    public record Asked(String id, long until, String call, String tool, String description) {
    }

    /** Members that another release did not write are null. */
    public StoredTurnState {
        prompt = prompt == null ? append : prompt;
        logprobs = Objects.requireNonNullElse(logprobs, List.of());
        question = Objects.requireNonNullElse(question, new Asked(null, 0, null, null, null));
    }

    public static String write(TurnState state) {
        PreparedTurn prepared = state.prepared();
        BranchPoint place = prepared.place();
        TurnOutput output = state.output();
        Question asked = state.question();
        return StoredJson.TURN_STATE.write(new StoredTurnState(state.step(), state.left().toNanos(), PartsJson.write(state.pending()),
                PartsJson.write(state.forClient()), StoredMessage.of(prepared.prompt()), prepared.retry(), prepared.epoch(),
                prepared.fence() == null ? null : prepared.fence().nonce(), place.parent(), StoredMessage.of(place.append()),
                place.begun() == null ? null : Micros.of(place.begun()), StoredMessage.of(output.produced()),
                StoredMessage.of(List.of(output.output())), output.logprobs(), output.usage().counts(),
                new Asked(asked.id(), Micros.of(asked.until()), asked.callId(), asked.tool(), asked.description())));
    }

    /** @throws dev.talaria.error.ApiException {@code written_by_newer_release} */
    public static TurnState read(String json) {
        return StoredJson.TURN_STATE.read(json, StoredTurnState.class).state();
    }

    private TurnState state() {
        List<ToolCall> calls = PartsJson.calls(pending);
        BranchPoint place = new BranchPoint(List.of(), parent, StoredMessage.messages(append), begun == null ? null : Micros.at(begun));
        PreparedTurn prepared = new PreparedTurn(StoredMessage.messages(prompt), place, retry, epoch,
                fence == null ? null : new MemoryFence(fence));
        Message message = StoredMessage.messages(said).stream().findFirst().orElse(new Message(Role.ASSISTANT, List.of(), null));
        return new TurnState(prepared, TurnOutput.of(StoredMessage.messages(produced), message, logprobs, Usage.of(usage)), step, calls,
                PartsJson.calls(forClient), question(calls), Duration.ofNanos(left));
    }

    private Question question(List<ToolCall> calls) {
        String tool = Objects.requireNonNullElse(question.tool(), calls.isEmpty() ? "" : calls.get(0).name());
        return new Question(Objects.requireNonNullElse(question.id(), ""),
                Objects.requireNonNullElse(question.call(), calls.isEmpty() ? "" : calls.get(0).id()), tool,
                Objects.requireNonNullElse(question.description(), tool), Micros.at(question.until()));
    }
}
