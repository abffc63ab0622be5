package dev.talaria.api.chat;

import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading a chat request, and rendering a chunk of its answer. */
@State(Scope.Thread)
public class ChatBenchmark {
    /** Messages of the request. */
    @Param({"1", "40"})
    int messages;

    private byte[] body;
    private ChatRenderer renderer;
    private final Numbered token = new Numbered(7, Instant.EPOCH, new TextDelta(" token", null));

    @Setup
    public void prepare() {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < messages; i++) {
            list.append(i == 0 ? "" : ",").append("{\"role\":\"").append(i % 2 == 0 ? "user" : "assistant")
                    .append("\",\"content\":\"Some two hundred characters of a message, as people and models write them in a chat, number ")
                    .append(i).append(", which goes on for another line or so until there is nothing more to say of it.\"}");
        }
        body = Json.bytes("{\"model\":\"talaria\",\"stream\":true,\"messages\":[" + list + "]}");
        renderer = new ChatRenderer(new ChatHead("chatcmpl-0f", 1_700_000_000L, "talaria"), false,
                new ToolProgress(new Toolsets(List.of(Toolset.planning())), true), Set.of());
    }

    @Benchmark
    public Object readRequest() {
        return ChatRequest.parse(JsonBody.parse(body));
    }

    @Benchmark
    public Object renderChunk() {
        return renderer.render(token);
    }
}
