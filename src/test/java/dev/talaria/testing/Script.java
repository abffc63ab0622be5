package dev.talaria.testing;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/** How a {@link ScriptedUpstream} answers one request. Where a script ends without ending its reply, the connection is closed. */
@FunctionalInterface
public interface Script {
    void play(UpstreamReply reply) throws IOException, InterruptedException;

    /** An answer of one piece, as a stream or whole, as the request asks. */
    static Script chatText(String text) {
        return chatStream(text);
    }

    /** An answer in these pieces, or joined where the request asks for no stream. */
    static Script chatStream(String... pieces) {
        return reply -> {
            if (reply.request().wantsStream()) {
                reply.beginEvents();
                for (String piece : pieces) {
                    reply.data(ChatJson.textChunk(piece));
                }
                reply.data(ChatJson.finishChunk("stop")).data(ChatJson.usageChunk(10, pieces.length)).data("[DONE]").end();
            } else {
                reply.whole(200, "application/json", ChatJson.whole(String.join("", pieces)));
            }
        };
    }

    /** As {@link #chatStream}, but waits before all that follows the first piece. */
    static Script chatStreamHeld(CountDownLatch latch, String first, String... rest) {
        return reply -> {
            reply.beginEvents().data(ChatJson.textChunk(first)).hold(latch);
            for (String piece : rest) {
                reply.data(ChatJson.textChunk(piece));
            }
            reply.data(ChatJson.finishChunk("stop")).data(ChatJson.usageChunk(10, 1 + rest.length)).data("[DONE]").end();
        };
    }

    static Script chatToolCall(String id, String name, String arguments) {
        return reply -> {
            if (reply.request().wantsStream()) {
                reply.beginEvents().data(ChatJson.toolCallChunk(0, id, name, arguments)).data(ChatJson.finishChunk("tool_calls"))
                        .data(ChatJson.usageChunk(10, 5)).data("[DONE]").end();
            } else {
                reply.whole(200, "application/json", ChatJson.wholeToolCall(id, name, arguments));
            }
        };
    }

    static Script error(int status, String body, String... headers) {
        return reply -> reply.whole(status, "application/json", body, headers);
    }

    /** An error in the shape of the OpenAI schema. */
    static Script chatError(int status, String message, String code) {
        return error(status, Json.generate(out -> out.writeStartObject().writeStartObject("error").write("message", message)
                .write("type", "invalid_request_error").write("code", code).writeEnd().writeEnd()));
    }

    /** A stream whose body arrives in exactly these pieces. */
    static Script eventStream(String... pieces) {
        return reply -> {
            reply.beginEvents();
            for (String piece : pieces) {
                reply.write(piece);
            }
            reply.end();
        };
    }

    static Script json(String body) {
        return reply -> reply.whole(200, "application/json", body);
    }

    /** Says the last message's text again, word by word, so that a test sees what the upstream was asked. */
    static Script echo() {
        return reply -> {
            List<JsonObject> messages = reply.request().json().getJsonArray("messages").getValuesAs(JsonObject.class);
            String text = "echo: " + messages.get(messages.size() - 1).getString("content", "");
            chatStream(Pattern.compile("(?<=\\s)(?=\\S)").split(text)).play(reply);
        };
    }
}
