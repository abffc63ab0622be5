package dev.talaria.model.openai.compat;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The images in results of the server's own tools, which some models refuse. Those of a client's tools are the client's. Pure functions.
 */
final class ResultImages {
    private static final String LEFT_OUT = "[Images of this result are left out: the model takes none.]";

    private ResultImages() {
    }

    static boolean isIn(List<Message> messages, Set<String> tools) {
        Set<String> calls = new HashSet<>();
        return messages.stream().anyMatch(message -> message.parts().stream().anyMatch(part -> isOf(part, tools, calls)));
    }

    static List<Message> without(List<Message> messages, Set<String> tools) {
        Set<String> calls = new HashSet<>();
        return messages.stream().map(message -> message.withParts(message.parts().stream()
                .map(part -> isOf(part, tools, calls) ? without((ToolResult) part) : part).toList())).toList();
    }

    /** @param calls the ids of the tools' calls so far; the latest call of an id counts */
    private static boolean isOf(Part part, Set<String> tools, Set<String> calls) {
        if (part instanceof ToolCall call) {
            if (tools.contains(call.name())) {
                calls.add(call.id());
            } else {
                calls.remove(call.id());
            }
        }
        return part instanceof ToolResult result && !result.images().isEmpty() && calls.contains(result.callId());
    }

    private static ToolResult without(ToolResult result) {
        return new ToolResult(result.callId(), result.content().isBlank() ? LEFT_OUT : result.content() + "\n" + LEFT_OUT);
    }
}
