package dev.talaria.testing;

import dev.talaria.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.util.function.Consumer;

/** The JSON of chat completions as upstreams write it. */
public final class ChatJson {
    private ChatJson() {
    }

    public static String textChunk(String text) {
        return deltaChunk(out -> out.write("content", text));
    }

    public static String deltaChunk(Consumer<JsonGenerator> delta) {
        return chunk(out -> {
            out.writeStartArray("choices").writeStartObject().write("index", 0).writeStartObject("delta");
            delta.accept(out);
            out.writeEnd().writeNull("finish_reason").writeEnd().writeEnd();
        });
    }

    public static String toolCallChunk(int index, String id, String name, String arguments) {
        return deltaChunk(out -> {
            out.writeStartArray("tool_calls").writeStartObject().write("index", index);
            call(out, id, name, arguments);
            out.writeEnd().writeEnd();
        });
    }

    public static String finishChunk(String reason) {
        return chunk(out -> out.writeStartArray("choices").writeStartObject().write("index", 0).writeStartObject("delta").writeEnd()
                .write("finish_reason", reason).writeEnd().writeEnd());
    }

    public static String usageChunk(int prompt, int completion) {
        return chunk(out -> {
            out.writeStartArray("choices").writeEnd();
            usage(out, prompt, completion);
        });
    }

    public static String whole(String text) {
        return whole("stop", out -> out.write("content", text));
    }

    public static String wholeToolCall(String id, String name, String arguments) {
        return whole("tool_calls", out -> {
            out.writeNull("content").writeStartArray("tool_calls").writeStartObject();
            call(out, id, name, arguments);
            out.writeEnd().writeEnd();
        });
    }

    private static String whole(String reason, Consumer<JsonGenerator> message) {
        return Json.generate(out -> {
            out.writeStartObject().write("id", "chatcmpl-scripted").write("object", "chat.completion").write("created", 1_700_000_000)
                    .write("model", "scripted").writeStartArray("choices").writeStartObject().write("index", 0)
                    .writeStartObject("message").write("role", "assistant");
            message.accept(out);
            out.writeEnd().write("finish_reason", reason).writeEnd().writeEnd();
            usage(out, 10, 1);
            out.writeEnd();
        });
    }

    private static String chunk(Consumer<JsonGenerator> members) {
        return Json.generate(out -> {
            out.writeStartObject().write("id", "chatcmpl-scripted").write("object", "chat.completion.chunk")
                    .write("created", 1_700_000_000).write("model", "scripted");
            members.accept(out);
            out.writeEnd();
        });
    }

    private static void call(JsonGenerator out, String id, String name, String arguments) {
        out.write("id", id).write("type", "function").writeStartObject("function").write("name", name).write("arguments", arguments)
                .writeEnd();
    }

    private static void usage(JsonGenerator out, int prompt, int completion) {
        out.writeStartObject("usage").write("prompt_tokens", prompt).write("completion_tokens", completion)
                .write("total_tokens", prompt + completion).writeEnd();
    }
}
