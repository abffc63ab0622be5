package dev.talaria.agent.turn;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.session.MessagesJson;
import dev.talaria.session.PartsJson;
import dev.talaria.session.Placement;
import dev.talaria.session.UsageJson;
import dev.talaria.store.Micros;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.stream.JsonGenerator;
import java.time.Duration;
import java.util.List;

/** A turn's state as the JSON text it is stored as while the turn waits for an answer. */
public final class StateJson {
    private StateJson() {
    }

    public static String write(TurnState state) {
        return Json.generate(out -> {
            out.writeStartObject().write("step", state.step()).write("left", state.left().toNanos())
                    .write("pending", PartsJson.write(List.copyOf(state.pending())))
                    .write("for_client", PartsJson.write(List.copyOf(state.forClient())));
            opening(out, state.opening());
            progress(out, state.progress());
            question(out, state.question());
            out.writeEnd();
        });
    }

    private static void opening(JsonGenerator out, Opening opening) {
        Placement place = opening.place();
        MessagesJson.write(out, "prompt", opening.prompt());
        out.write("retry", opening.retry()).write("epoch", opening.epoch());
        PartsJson.text(out, "fence", opening.fence() == null ? null : opening.fence().nonce());
        PartsJson.text(out, "parent", place.parent());
        MessagesJson.write(out, "append", place.append());
        if (place.begun() != null) {
            out.write("begun", Micros.of(place.begun()));
        }
    }

    private static void progress(JsonGenerator out, Progress progress) {
        Message said = progress.output();
        MessagesJson.write(out, "produced", progress.produced());
        MessagesJson.write(out, "said", List.of(said));
        out.writeStartArray("logprobs");
        progress.logprobs().forEach(piece -> out.write(PartsJson.whole(piece)));
        out.writeEnd();
        UsageJson.write(out, "usage", progress.usage());
    }

    private static void question(JsonGenerator out, Question question) {
        out.writeStartObject("question").write("id", question.id()).write("until", Micros.of(question.until()));
        PartsJson.text(out, "call", question.callId());
        PartsJson.text(out, "tool", question.tool());
        PartsJson.text(out, "description", question.description());
        out.writeEnd();
    }

    public static TurnState read(String json) {
        JsonObject stored = Json.parse(json).asJsonObject();
        return new TurnState(opening(stored), progress(stored), stored.getInt("step"), calls(stored, "pending"),
                calls(stored, "for_client"), question(stored.getJsonObject("question")), Duration.ofNanos(number(stored, "left")));
    }

    private static Opening opening(JsonObject stored) {
        Placement place = new Placement(List.of(), text(stored, "parent"), MessagesJson.read(stored, "append"),
                stored.containsKey("begun") ? Micros.at(number(stored, "begun")) : null);
        String nonce = text(stored, "fence");
        return new Opening(MessagesJson.read(stored, "prompt"), place, stored.getBoolean("retry"), number(stored, "epoch"),
                nonce == null ? null : new MemoryFence(nonce));
    }

    private static Progress progress(JsonObject stored) {
        JsonArray logprobs = stored.getJsonArray("logprobs");
        return Progress.of(MessagesJson.read(stored, "produced"), MessagesJson.read(stored, "said").get(0),
                logprobs.getValuesAs(JsonString::getString), UsageJson.read(stored, "usage"));
    }

    private static Question question(JsonObject stored) {
        return new Question(text(stored, "id"), text(stored, "call"), text(stored, "tool"), text(stored, "description"),
                Micros.at(number(stored, "until")));
    }

    private static List<ToolCall> calls(JsonObject stored, String name) {
        return PartsJson.read(text(stored, name)).stream().map(ToolCall.class::cast).toList();
    }

    private static long number(JsonObject stored, String name) {
        return ((JsonNumber) stored.get(name)).longValueExact();
    }

    /** Null where there is none. */
    private static String text(JsonObject stored, String name) {
        return PartsJson.text(stored, name).orElse(null);
    }
}
