package dev.talaria.model.openai.compat;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.model.ModelRequest;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rewrites a request without some features and without loss of what the client asked for. {@link RequestFeature#STREAM_OPTIONS} and {@link
 * RequestFeature#NULL_CONTENT} arise only when the body is written and are omitted there.
 */
public final class RequestForm {
    private static final Set<String> CACHE_MEMBERS = Set.of("prompt_cache_key", "prompt_cache_retention");

    private RequestForm() {
    }

    /** Returns the request without the given features. */
    public static ModelRequest without(Set<RequestFeature> features, ModelRequest request) {
        boolean strict = features.contains(RequestFeature.STRICT);
        List<JsonObject> serverTools = features.contains(RequestFeature.TOOLS) ? List.of() : lax(request.serverTools(), strict);
        boolean anyTools = !serverTools.isEmpty() || !request.tools().isEmpty();
        return new ModelRequest(request.model(), messages(features, request), lax(request.tools(), strict), serverTools,
                parameters(features, request.parameters(), anyTools), request.stream() && !features.contains(RequestFeature.STREAM),
                request.thoughts(), request.trace());
    }

    static boolean isLax(JsonObject tool) {
        return tool.get("function") instanceof JsonObject function && function.containsKey("strict")
                && function.get("strict") != JsonValue.TRUE;
    }

    static boolean isPlainDetail(Part part) {
        return part instanceof Part.Image image && "auto".equals(image.detail());
    }

    private static List<JsonObject> lax(List<JsonObject> tools, boolean strict) {
        return strict ? tools.stream().map(RequestForm::lax).toList() : tools;
    }

    private static JsonObject lax(JsonObject tool) {
        return isLax(tool) ? Json.with(tool, "function",
                Json.builders().createObjectBuilder(tool.getJsonObject("function")).remove("strict").build()) : tool;
    }

    /** Removes parameters; without any tools, those about tools too, which upstreams refuse then. */
    private static JsonObject parameters(Set<RequestFeature> features, JsonObject parameters, boolean anyTools) {
        Set<String> left = new HashSet<>();
        if (!anyTools || features.contains(RequestFeature.PARALLEL_TOOL_CALLS) && parameters.get("parallel_tool_calls") == JsonValue.TRUE) {
            left.add("parallel_tool_calls");
        }
        if (!anyTools && parameters.get("tool_choice") instanceof JsonString choice
                && Set.of("auto", "none").contains(choice.getString())) {
            left.add("tool_choice");
        }
        if (features.contains(RequestFeature.PROMPT_CACHE_KEY)) {
            left.addAll(CACHE_MEMBERS);
        }
        JsonObject kept = parameters;
        if (!Collections.disjoint(left, parameters.keySet())) {
            JsonObjectBuilder others = Json.builders().createObjectBuilder(parameters);
            left.forEach(others::remove);
            kept = others.build();
        }
        kept = features.contains(RequestFeature.MAX_TOKENS) ? renamed(kept, "max_tokens", "max_completion_tokens") : kept;
        return features.contains(RequestFeature.MAX_COMPLETION_TOKENS) ? renamed(kept, "max_completion_tokens", "max_tokens") : kept;
    }

    /** Renames a parameter. If the client has sent both names, the value under the new name counts. */
    private static JsonObject renamed(JsonObject parameters, String from, String to) {
        JsonValue value = parameters.get(from);
        if (value == null) {
            return parameters;
        }
        JsonObjectBuilder other = Json.builders().createObjectBuilder(parameters).remove(from);
        return parameters.containsKey(to) ? other.build() : other.add(to, value).build();
    }

    private static List<Message> messages(Set<RequestFeature> features, ModelRequest request) {
        List<Message> messages = request.messages();
        if (features.contains(RequestFeature.TOOLS)) {
            messages = withoutCalls(messages, RequestTraits.ownTools(request));
        } else if (features.contains(RequestFeature.TOOL_STEPS)) {
            int turn = Math.max(0, Message.lastUser(messages));
            messages = Stream.concat(withoutCalls(messages.subList(0, turn), RequestTraits.ownTools(request)).stream(),
                    messages.subList(turn, messages.size()).stream()).toList();
        }
        if (features.contains(RequestFeature.RESULT_IMAGES)) {
            messages = ResultImages.without(messages, RequestTraits.ownTools(request));
        }
        Set<RequestFeature> inParts = EnumSet.of(RequestFeature.OPAQUE_MEMBERS, RequestFeature.REFUSAL, RequestFeature.IMAGE_DETAIL);
        inParts.retainAll(features);
        if (!inParts.isEmpty()) {
            messages = messages.stream().map(message -> message.withParts(message.parts().stream()
                    .filter(part -> !inParts.contains(RequestFeature.OPAQUE_MEMBERS) || !isOpaqueAlone(part))
                    .map(part -> plain(part, inParts)).toList())).toList();
        }
        return features.contains(RequestFeature.SYSTEM_ROLE) ? withoutSystem(messages) : messages;
    }

    private static boolean isOpaqueAlone(Part part) {
        return part instanceof Part.Extension || part instanceof Part.Reasoning || part instanceof Part.Unknown;
    }

    private static Part plain(Part part, Set<RequestFeature> features) {
        if (part instanceof ToolCall call && features.contains(RequestFeature.OPAQUE_MEMBERS)) {
            return new ToolCall(call.id(), call.name(), call.arguments());
        }
        if (part instanceof Part.Refusal refusal && features.contains(RequestFeature.REFUSAL)) {
            return new Part.Text(refusal.text());
        }
        return isPlainDetail(part) && features.contains(RequestFeature.IMAGE_DETAIL) ? new Part.Image(((Part.Image) part).url(), null)
                : part;
    }

    /** Removes calls of these tools and their results. Text beside a call is kept and precedes the answer that follows. */
    @SuppressWarnings("ReferenceEquality") // What is left as it was is the same object.
    private static List<Message> withoutCalls(List<Message> messages, Set<String> tools) {
        List<Message> kept = new ArrayList<>(messages.size());
        Set<String> taken = new HashSet<>();
        boolean joins = false;
        for (Message message : messages) {
            note(message, tools, taken);
            Message left = without(message, tools, taken);
            if (left != message && isSilent(left)) {
                continue;
            }
            if (joins && left.role() == Role.ASSISTANT) {
                Message said = kept.remove(kept.size() - 1);
                kept.add(left.withParts(Stream.concat(said.parts().stream(), left.parts().stream()).toList()));
            } else {
                kept.add(left);
            }
            joins = left != message && left.role() == Role.ASSISTANT && left.toolCalls().isEmpty();
        }
        return kept;
    }

    /** Records the ids of calls to remove. Ids are unique within one message only: some models restart them in each. */
    private static void note(Message message, Set<String> tools, Set<String> taken) {
        for (ToolCall call : message.toolCalls()) {
            if (tools.contains(call.name())) {
                taken.add(call.id());
            } else {
                taken.remove(call.id());
            }
        }
    }

    /** Removes calls and results together with opaque members, which mean nothing to a model without the call. */
    private static Message without(Message message, Set<String> tools, Set<String> taken) {
        Predicate<Part> goes = part -> part instanceof ToolCall call && tools.contains(call.name())
                || part instanceof ToolResult result && taken.contains(result.callId());
        return message.parts().stream().noneMatch(goes) ? message
                : message.withParts(message.parts().stream().filter(goes.or(RequestForm::isOpaqueAlone).negate()).toList());
    }

    private static boolean isSilent(Message message) {
        return message.parts().stream().allMatch(part -> part instanceof Part.Text text && text.text().isBlank());
    }

    /** Moves the system's text in front of the first user message, as vendors advise for models without a system role. */
    private static List<Message> withoutSystem(List<Message> messages) {
        String system = messages.stream().filter(message -> message.role().isSystem()).map(Message::text).filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n\n"));
        List<Message> others = new ArrayList<>(messages.stream().filter(message -> !message.role().isSystem()).toList());
        if (system.isEmpty()) {
            return others;
        }
        for (int i = 0; i < others.size(); i++) {
            if (others.get(i).role() == Role.USER) {
                others.set(i, after(system, others.get(i)));
                return others;
            }
        }
        others.add(0, Message.user(system));
        return others;
    }

    private static Message after(String system, Message user) {
        List<Part> parts = new ArrayList<>();
        if (user.hasImage()) {
            parts.add(new Part.Text(system));
            parts.addAll(user.parts());
        } else {
            parts.add(new Part.Text(system + "\n\n" + user.text()));
        }
        return user.withParts(parts);
    }
}
