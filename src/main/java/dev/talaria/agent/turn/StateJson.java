package dev.talaria.agent.turn;

import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredObject;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.MessagesJson;
import dev.talaria.session.PartsJson;
import dev.talaria.session.UsageJson;
import dev.talaria.store.Micros;
import jakarta.json.stream.JsonGenerator;
import java.time.Duration;
import java.util.List;

/** A turn's state as the JSON text it is stored as while the turn waits for an answer. */
public final class StateJson {
    private static final Message NOTHING_SAID = new Message(Role.ASSISTANT, List.of(), null);

    private StateJson() {
    }

    public static String write(TurnState state) {
        return StoredJson.TURN_STATE.generate(out -> {
            out.write("step", state.step()).write("left", state.left().toNanos())
                    .write("pending", PartsJson.write(List.copyOf(state.pending())))
                    .write("for_client", PartsJson.write(List.copyOf(state.forClient())));
            opening(out, state.prepared());
            progress(out, state.output());
            question(out, state.question());
        });
    }

    private static void opening(JsonGenerator out, PreparedTurn prepared) {
        BranchPoint place = prepared.place();
        MessagesJson.write(out, "prompt", prepared.prompt());
        out.write("retry", prepared.retry()).write("epoch", prepared.epoch());
        PartsJson.text(out, "fence", prepared.fence() == null ? null : prepared.fence().nonce());
        PartsJson.text(out, "parent", place.parent());
        MessagesJson.write(out, "append", place.append());
        if (place.begun() != null) {
            out.write("begun", Micros.of(place.begun()));
        }
    }

    private static void progress(JsonGenerator out, TurnOutput output) {
        Message said = output.output();
        MessagesJson.write(out, "produced", output.produced());
        MessagesJson.write(out, "said", List.of(said));
        out.writeStartArray("logprobs");
        output.logprobs().forEach(piece -> out.write(PartsJson.whole(piece)));
        out.writeEnd();
        UsageJson.write(out, "usage", output.usage());
    }

    private static void question(JsonGenerator out, Question question) {
        out.writeStartObject("question").write("id", question.id()).write("until", Micros.of(question.until()));
        PartsJson.text(out, "call", question.callId());
        PartsJson.text(out, "tool", question.tool());
        PartsJson.text(out, "description", question.description());
        out.writeEnd();
    }

    /** @throws dev.talaria.error.ApiException {@code written_by_newer_release} */
    public static TurnState read(String json) {
        StoredObject stored = StoredJson.TURN_STATE.read(json);
        List<ToolCall> pending = calls(stored, "pending");
        return new TurnState(prepared(stored), output(stored), stored.count("step", 0), pending, calls(stored, "for_client"),
                question(stored.part("question"), pending), Duration.ofNanos(stored.number("left", 0)));
    }

    private static PreparedTurn prepared(StoredObject stored) {
        long begun = stored.number("begun", -1);
        BranchPoint place = new BranchPoint(List.of(), stored.text("parent"), MessagesJson.read(stored, "append"),
                begun < 0 ? null : Micros.at(begun));
        String nonce = stored.text("fence");
        return new PreparedTurn(MessagesJson.read(stored, stored.has("prompt") ? "prompt" : "append"), place, stored.flag("retry", false),
                stored.number("epoch", 0), nonce == null ? null : new MemoryFence(nonce));
    }

    private static TurnOutput output(StoredObject stored) {
        List<Message> said = MessagesJson.read(stored, "said");
        return TurnOutput.of(MessagesJson.read(stored, "produced"), said.isEmpty() ? NOTHING_SAID : said.get(0), stored.texts("logprobs"),
                UsageJson.read(stored, "usage"));
    }

    /** It is about the first pending call. One without a time was due long ago: no answer counts as no. */
    private static Question question(StoredObject stored, List<ToolCall> pending) {
        String call = pending.isEmpty() ? "" : pending.get(0).id();
        String tool = stored.text("tool", pending.isEmpty() ? "" : pending.get(0).name());
        return new Question(stored.text("id", ""), stored.text("call", call), tool, stored.text("description", tool),
                Micros.at(stored.number("until", 0)));
    }

    private static List<ToolCall> calls(StoredObject stored, String name) {
        return PartsJson.read(stored.text(name, "[]")).stream().filter(ToolCall.class::isInstance).map(ToolCall.class::cast).toList();
    }
}
