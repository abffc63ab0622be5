package dev.talaria.model.openai;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends the images of tool results to models whose schema accepts only text in a tool's message. The images follow in a separate user
 * message after all results of the step, because a model requires the results directly after their calls.
 */
final class ResultImages {
    private final Map<String, String> tools = new HashMap<>();
    private final List<Message> told = new ArrayList<>();
    private final List<Part> due = new ArrayList<>();

    private ResultImages() {
    }

    /** Returns the given messages if no result holds an image, which is the usual case. */
    static List<Message> told(List<Message> messages) {
        if (!holdImage(messages)) {
            return messages;
        }
        ResultImages images = new ResultImages();
        messages.forEach(images::add);
        images.release();
        return images.told;
    }

    private static boolean holdImage(List<Message> messages) {
        for (Message message : messages) {
            for (ToolResult result : message.toolResults()) {
                if (!result.images().isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    private void add(Message message) {
        if (message.role() != Role.TOOL) {
            release();
        }
        message.toolCalls().forEach(call -> tools.put(call.id(), call.name()));
        told.add(message.toolResults().isEmpty() ? message : message.withParts(
                message.parts().stream().map(part -> part instanceof ToolResult result ? text(result) : part).toList()));
    }

    private ToolResult text(ToolResult result) {
        if (result.images().isEmpty()) {
            return result;
        }
        String one = result.images().size() == 1 ? "The image" : "The " + result.images().size() + " images";
        String tool = tools.getOrDefault(result.callId(), "");
        due.add(new Part.Text(one + " that the tool call " + result.callId() + (tool.isEmpty() ? "" : " (" + tool + ")") + " returned:"));
        due.addAll(result.images());
        return new ToolResult(result.callId(), result.content().isBlank()
                ? one + " of this result " + (result.images().size() == 1 ? "follows" : "follow") + " in the next user message."
                : result.content());
    }

    private void release() {
        if (!due.isEmpty()) {
            told.add(new Message(Role.USER, due, null));
            due.clear();
        }
    }
}
