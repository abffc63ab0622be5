package dev.talaria.api.chat;

import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.api.http.tool.FreeformTool;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.message.CallExtensions;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.ToolCall;
import jakarta.json.stream.JsonGenerator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Renders a completed run as OpenAI's chat completion object. */
final class ChatCompletion {
    private ChatCompletion() {
    }

    /**
     * @param freeform the names of the client's custom tools
     * @throws dev.talaria.error.ApiException if the run did not complete
     */
    static Reply of(ChatHead head, RunEnded end, Set<String> freeform) {
        if (end instanceof RunEnded.RunFailed failed) {
            throw failed.problem().asException();
        }
        if (end instanceof RunEnded.RunCancelled cancelled) {
            throw cancelled.problem().asException();
        }
        RunEnded.RunCompleted completed = (RunEnded.RunCompleted) end;
        return Reply.ok(Json.generate(json -> write(json, head, completed, freeform)));
    }

    private static void write(JsonGenerator json, ChatHead head, RunEnded.RunCompleted completed, Set<String> freeform) {
        json.writeStartObject();
        head.write(json, "chat.completion");
        json.writeStartArray("choices").writeStartObject().write("index", 0);
        message(json, completed.output(), completed.clientToolCalls(), freeform);
        json.write("logprobs", WireParts.logprobs(completed.logprobs()));
        json.write("finish_reason", completed.finish().wire()).writeEnd().writeEnd();
        WireParts.usage(json, completed.usage());
        json.writeEnd();
    }

    private static void message(JsonGenerator json, Message output, List<ToolCall> calls, Set<String> freeform) {
        String text = joined(output, part -> part instanceof Part.Text said ? said.text() : "");
        String refusal = joined(output, part -> part instanceof Part.Refusal refused ? refused.text() : "");
        String reasoning = joined(output, part -> part instanceof Part.Reasoning thought ? thought.text() : "");
        json.writeStartObject("message").write("role", "assistant");
        ReplyJson.nullable(json, "content", text.isEmpty() && !(calls.isEmpty() && refusal.isEmpty()) ? null : text);
        ReplyJson.nullable(json, "refusal", refusal.isEmpty() ? null : refusal);
        if (!reasoning.isEmpty()) {
            json.write("reasoning_content", reasoning);
        }
        if (!calls.isEmpty()) {
            json.writeStartArray("tool_calls");
            calls.forEach(call -> call(json, call, freeform.contains(call.name())));
            json.writeEnd();
        }
        output.extension().ifPresent(extension -> WireParts.shown(extension.members()).forEach(json::write));
        json.writeStartArray("annotations").writeEnd().writeEnd();
    }

    private static void call(JsonGenerator json, ToolCall call, boolean freeform) {
        String kind = freeform ? ClientTools.CUSTOM : ClientTools.FUNCTION;
        json.writeStartObject().write("id", call.id()).write("type", kind).writeStartObject(kind).write("name", call.name());
        if (freeform) {
            json.write("input", FreeformTool.input(call.arguments()));
        } else {
            json.write("arguments", call.arguments());
        }
        CallExtensions.withinFunction(json, call.extensions());
        json.writeEnd();
        CallExtensions.besideFunction(json, call.extensions());
        json.writeEnd();
    }

    /** Joined without a separator, so that it equals the joined deltas of a stream. */
    private static String joined(Message output, Function<Part, String> text) {
        StringBuilder joined = new StringBuilder();
        for (Part part : output.parts()) {
            joined.append(text.apply(part));
        }
        return joined.toString();
    }
}
