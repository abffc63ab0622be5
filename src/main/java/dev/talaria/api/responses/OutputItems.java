package dev.talaria.api.responses;

import dev.talaria.api.items.ItemFormat;
import dev.talaria.api.items.ItemIds;
import dev.talaria.api.items.ItemIds.Kind;
import dev.talaria.api.items.ItemJson;
import dev.talaria.api.http.reply.ToolReports;
import dev.talaria.event.AgentEvent;
import dev.talaria.json.Json;
import dev.talaria.message.ToolResult;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The output of one response, rendered into frames item by item. Confined to one renderer. */
final class OutputItems {
    /** An item in progress. */
    interface Open {
        /** Returns the item's current state. */
        JsonObject json(String status);

        /** Completes the item's pieces; the code that opened the item closes it. */
        void finish();

        /** Writes which item a piece's event belongs to. */
        static void place(JsonGenerator json, String id, int index) {
            json.write("item_id", id).write("output_index", index);
        }
    }

    private static final String PROGRESS = "hermes.tool.progress";

    private final String run;
    private final ResponseFrames frames;
    private final boolean serverTools;
    private final ItemFormat format;
    private final ItemIds ids = new ItemIds();
    private final List<JsonObject> closed = new ArrayList<>();
    private final Map<Integer, Open> open = new LinkedHashMap<>();
    private final Map<Integer, OpenCall> clientCalls = new LinkedHashMap<>();
    /** Calls whose readers expect to hear of the end. */
    private final Set<String> inProgress = new HashSet<>();
    private OpenReasoning reasoning;
    private OpenMessage message;

    /** @param serverTools whether calls of the server's tools are shown */
    OutputItems(String run, ResponseFrames frames, boolean serverTools, ItemFormat format) {
        this.run = run;
        this.frames = frames;
        this.serverTools = serverTools;
        this.format = format;
    }

    void reason(String delta) {
        if (reasoning == null) {
            String id = ids.said(Kind.REASONING, run);
            reasoning = open(index -> new OpenReasoning(frames, id, index, format.summaries()));
        }
        reasoning.add(delta);
    }

    void say(String delta, JsonArray logprobs) {
        message().addText(delta, logprobs);
    }

    void refuse(String delta) {
        message().addRefusal(delta);
    }

    private OpenMessage message() {
        endReasoning();
        if (message == null) {
            String id = ids.said(Kind.MESSAGE, run);
            message = open(index -> new OpenMessage(frames, id, index));
        }
        return message;
    }

    void call(AgentEvent.ToolCallDelta event) {
        endReasoning();
        clientCalls.computeIfAbsent(event.index(), place -> {
            String id = ids.said(Kind.CALL, run);
            return open(index -> new OpenCall(frames, id, index, event.id(), format.tools().declared(event.name())));
        }).add(event.arguments());
    }

    /** A server tool's call is complete when it is reported. */
    void called(AgentEvent.ToolStarted event) {
        closeAll(ItemJson.COMPLETED);
        String id = ids.said(Kind.CALL, run);
        if (!serverTools) {
            return;
        }
        OpenCall call = open(index -> new OpenCall(frames, id, index, event.callId(), format.tools().declared(event.tool())));
        call.add(event.arguments());
        closeAll(ItemJson.COMPLETED);
    }

    /** OpenAI's schema has no event for it, so it gets Hermes' own. */
    void progressed(AgentEvent.ToolProgressed event) {
        if (serverTools) {
            inProgress.add(event.callId());
            frames.emit(PROGRESS, json -> {
                json.write("tool", event.tool()).write("call_id", event.callId()).write("status", "running");
                ToolReports.progress(json, event);
            });
        }
    }

    void answered(AgentEvent.ToolCompleted event) {
        String id = ids.said(Kind.OUTPUT, run);
        if (!serverTools) {
            return;
        }
        if (inProgress.remove(event.callId())) {
            frames.emit(PROGRESS, json -> {
                json.write("tool", event.tool()).write("call_id", event.callId()).write("status", "completed");
                ToolReports.end(json, event);
            });
        }
        JsonObject item = ItemJson.output(id, new ToolResult(event.callId(), event.result()), false);
        int index = closed.size();
        closed.add(item);
        item("response.output_item.added", index, item);
        item("response.output_item.done", index, item);
    }

    /** Emits the reply's opaque content after all its visible items: only then are the opaque members of its calls known. */
    void encrypted(String content) {
        closeAll(ItemJson.COMPLETED);
        JsonObject item = Json.with(ItemJson.reasoning(ids.said(Kind.REASONING, run), ItemJson.COMPLETED, null, format.summaries()),
                "encrypted_content", Json.string(content));
        int index = closed.size();
        closed.add(item);
        item("response.output_item.added", index, item);
        item("response.output_item.done", index, item);
    }

    private <I extends Open> I open(Function<Integer, I> make) {
        int index = closed.size();
        I item = make.apply(index);
        closed.add(null);
        open.put(index, item);
        item("response.output_item.added", index, item.json(ItemJson.IN_PROGRESS));
        return item;
    }

    private void endReasoning() {
        if (reasoning != null) {
            OpenReasoning ending = reasoning;
            open.entrySet().stream().filter(entry -> entry.getValue() == ending).map(Map.Entry::getKey).toList()
                    .forEach(index -> close(index, ItemJson.COMPLETED));
            reasoning = null;
        }
    }

    /** Closes the items of a finished model call. */
    void closeAll(String status) {
        List.copyOf(open.keySet()).forEach(index -> close(index, status));
        reasoning = null;
        message = null;
        clientCalls.clear();
    }

    private void close(int index, String status) {
        Open item = open.remove(index);
        item.finish();
        JsonObject whole = item.json(status);
        closed.set(index, whole);
        item("response.output_item.done", index, whole);
    }

    private void item(String type, int index, JsonObject item) {
        frames.emit(type, json -> json.write("output_index", index).write("item", item));
    }

    boolean isEmpty() {
        return closed.isEmpty();
    }

    /** Returns the items so far. */
    List<JsonObject> list() {
        List<JsonObject> all = new ArrayList<>(closed);
        open.forEach((index, item) -> all.set(index, item.json(ItemJson.IN_PROGRESS)));
        return all;
    }
}
