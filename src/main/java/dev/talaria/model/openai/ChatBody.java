package dev.talaria.model.openai;

import dev.talaria.json.Json;
import dev.talaria.message.CallExtensions;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.openai.compat.RequestFeature;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the request body of a chat completion. */
final class ChatBody {
    /** Members of a message that this class writes; opaque members of the same name are dropped. */
    private static final Set<String> OWN = Set.of("role", "name", "content", "refusal", "tool_calls", "tool_call_id");

    private final ModelRequest request;
    private final String origin;
    private final String reasoningMember;
    private final Set<RequestFeature> omitted;
    private final Set<Message> ofToolTurns = Collections.newSetFromMap(new IdentityHashMap<>());

    private ChatBody(ModelRequest request, String origin, String reasoningMember, Set<RequestFeature> omitted) {
        this.request = request;
        this.origin = origin;
        this.reasoningMember = reasoningMember;
        this.omitted = omitted;
        findToolTurns();
    }

    /**
     * @param origin          the name of the upstream; opaque members from another one are not sent
     * @param reasoningMember the member in which this upstream writes reasoning, for reasoning that a client sends back
     * @param omitted         the features to omit; the request lacks them already, except those that arise only here
     */
    static byte[] of(ModelRequest request, String origin, String reasoningMember, Set<RequestFeature> omitted) {
        ChatBody body = new ChatBody(request, origin, reasoningMember, omitted);
        return Json.bytes(Json.generate(body::write));
    }

    /**
     * Finds the messages of turns in which the model called a tool. Models that demand their reasoning back demand it in these; in other
     * turns it only costs tokens, and some models refuse it.
     */
    private void findToolTurns() {
        List<Message> turn = new ArrayList<>();
        boolean called = false;
        for (Message message : request.messages()) {
            if (message.role() == Role.USER) {
                turn.clear();
                called = false;
            } else if (message.role() == Role.ASSISTANT) {
                turn.add(message);
                called |= !message.toolCalls().isEmpty();
                if (called) {
                    ofToolTurns.addAll(turn);
                    turn.clear();
                }
            }
        }
    }

    private void write(JsonGenerator out) {
        out.writeStartObject().write("model", request.model()).writeStartArray("messages");
        ResultImages.told(request.messages()).forEach(message -> message(out, message));
        out.writeEnd();
        List<JsonObject> tools = request.offered();
        if (!tools.isEmpty()) {
            out.writeStartArray("tools");
            tools.forEach(out::write);
            out.writeEnd();
        }
        request.parameters().forEach(out::write);
        out.write("stream", request.stream());
        if (request.stream() && !omitted.contains(RequestFeature.STREAM_OPTIONS)) {
            out.writeStartObject("stream_options").write("include_usage", true).writeEnd();
        }
        out.writeEnd();
    }

    /** Writes a message. The schema has one message for each tool result; everything else stays one message. */
    private void message(JsonGenerator out, Message message) {
        List<ToolResult> results = message.toolResults();
        for (ToolResult result : results) {
            start(out, message, Role.TOOL);
            out.write("tool_call_id", result.callId()).write("content", result.content()).writeEnd();
        }
        if (results.isEmpty()) {
            start(out, message, message.role());
            boolean opaque = message.role() == Role.ASSISTANT && isFromHere(message);
            content(out, message, opaque ? thought(message) : null);
            calls(out, message.toolCalls(), opaque);
            if (opaque) {
                message.extension().ifPresent(extension -> CallExtensions.members(out, extension.members(), OWN));
            }
            out.writeEnd();
        }
    }

    /**
     * Returns whether the message may go to this upstream with its opaque members. A message without a known origin, as a client sends it
     * back, may.
     */
    private boolean isFromHere(Message message) {
        return message.extension().map(Part.Extension::origin).map(origin::equals).orElse(true);
    }

    /** Returns the reasoning to send back with the message, in the form in which this upstream writes its own; null for none. */
    private Part.Reasoning thought(Message message) {
        if (!ofToolTurns.contains(message)) {
            return null;
        }
        List<Part.Reasoning> thoughts = message.parts().stream().filter(Part.Reasoning.class::isInstance).map(Part.Reasoning.class::cast)
                .filter(thought -> thought.form() != null && !thought.text().isEmpty()).toList();
        if (thoughts.isEmpty()) {
            return null;
        }
        boolean ours = message.extension().map(Part.Extension::origin).isPresent();
        return new Part.Reasoning(thoughts.stream().map(Part.Reasoning::text).collect(Collectors.joining()),
                ours || reasoningMember == null ? thoughts.get(0).form() : reasoningMember);
    }

    private static void start(JsonGenerator out, Message message, Role role) {
        out.writeStartObject().write("role", role.wire());
        if (message.author() != null) {
            out.write("name", message.author());
        }
    }

    private void content(JsonGenerator out, Message message, Part.Reasoning thought) {
        String refusal = refusal(message);
        boolean tagged = thought != null && thought.form().equals(Part.Reasoning.TAGS);
        if (tagged) {
            out.write("content", Part.Reasoning.TAGS + thought.text() + "</think>\n\n" + message.text());
        } else if (message.hasImage()) {
            out.writeStartArray("content");
            message.parts().forEach(part -> part(out, part));
            out.writeEnd();
        } else if (message.text().isEmpty() && !omitted.contains(RequestFeature.NULL_CONTENT)
                && (refusal != null || !message.toolCalls().isEmpty())) {
            out.writeNull("content");
        } else {
            out.write("content", message.text());
        }
        if (refusal != null) {
            out.write("refusal", refusal);
        }
        if (thought != null && !tagged) {
            out.write(thought.form(), thought.text());
        }
    }

    private static void part(JsonGenerator out, Part part) {
        if (part instanceof Part.Text text) {
            out.writeStartObject().write("type", "text").write("text", text.text()).writeEnd();
        } else if (part instanceof Part.Image image) {
            out.writeStartObject().write("type", "image_url").writeStartObject("image_url").write("url", image.url());
            if (image.detail() != null) {
                out.write("detail", image.detail());
            }
            out.writeEnd().writeEnd();
        }
    }

    private static String refusal(Message message) {
        String refusal = null;
        for (Part part : message.parts()) {
            if (part instanceof Part.Refusal refused) {
                refusal = refusal == null ? refused.text() : refusal + refused.text();
            }
        }
        return refusal;
    }

    private static void calls(JsonGenerator out, List<ToolCall> calls, boolean opaque) {
        if (calls.isEmpty()) {
            return;
        }
        out.writeStartArray("tool_calls");
        for (ToolCall call : calls) {
            out.writeStartObject().write("id", call.id()).write("type", "function").writeStartObject("function")
                    .write("name", call.name()).write("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
            if (opaque) {
                CallExtensions.withinFunction(out, call.extensions());
            }
            out.writeEnd();
            if (opaque) {
                CallExtensions.besideFunction(out, call.extensions());
            }
            out.writeEnd();
        }
        out.writeEnd();
    }
}
