package dev.talaria.vendor;

import dev.talaria.json.Json;
import dev.talaria.testing.Script;
import dev.talaria.testing.SeenRequest;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The model behind a {@link Vendor}'s rules: it calls the tool that the last user message names, where it is offered, and repeats what the
 * tool said; everything else it answers with {@value #PLAIN}.
 */
record VendorModel(Vendor vendor) implements Function<SeenRequest, Script> {
    static final String PLAIN = "Good day.";

    @Override
    public Script apply(SeenRequest seen) {
        JsonObject request = seen.json();
        Optional<Vendor.Refusal> refusal = vendor.refuses(request);
        if (refusal.isPresent()) {
            return reply -> reply.whole(refusal.get().status(), "application/json", refusal.get().body());
        }
        List<JsonObject> messages = request.getJsonArray("messages").getValuesAs(JsonObject.class);
        JsonObject last = messages.get(messages.size() - 1);
        if (last.getString("role").equals("tool")) {
            return answer("The tool said: " + Vendor.text(last));
        }
        return offered(request).stream().filter(name -> Vendor.text(last).contains(name)).findFirst()
                .map(name -> call("call_" + messages.size(), name)).orElseGet(() -> answer(PLAIN));
    }

    private static List<String> offered(JsonObject request) {
        JsonArray tools = request.getJsonArray("tools");
        return tools == null ? List.of() : tools.getValuesAs(JsonObject.class).stream()
                .map(tool -> tool.getJsonObject("function").getString("name")).toList();
    }

    private Script answer(String text) {
        return reply("\"content\":" + Json.string(text), "stop");
    }

    private Script call(String id, String tool) {
        String beside = vendor.callMembers().isEmpty() ? "" : "," + vendor.callMembers();
        String before = vendor.messageMembers().isEmpty() ? "" : vendor.messageMembers() + ",";
        return reply(before + "\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"" + id
                + "\",\"type\":\"function\",\"function\":{\"name\":\"" + tool + "\",\"arguments\":\"{}\"}" + beside + "}]", "tool_calls");
    }

    /** As a stream or whole, as the request asks. */
    private static Script reply(String members, String finish) {
        return reply -> {
            if (reply.request().wantsStream()) {
                reply.beginEvents().data(choice("delta", "\"role\":\"assistant\"," + members, "null"))
                        .data(choice("delta", "", '"' + finish + '"')).data("[DONE]").end();
            } else {
                reply.whole(200, "application/json", choice("message", "\"role\":\"assistant\"," + members, '"' + finish + '"'));
            }
        };
    }

    private static String choice(String name, String members, String finish) {
        return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\""
                + name + "\":{" + members + "},\"finish_reason\":" + finish + "}]}";
    }
}
