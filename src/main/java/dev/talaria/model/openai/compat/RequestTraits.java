package dev.talaria.model.openai.compat;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.model.ModelRequest;
import dev.talaria.tool.Tool;
import dev.talaria.tool.Toolset;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parts of a request that a model may refuse.
 *
 * @param features      features that this server adds or can write differently
 * @param demands       demands of the client that may conflict with them
 * @param model         the upstream's name of the model, in lower case
 * @param ownTools      names of the server's tools, in lower case
 * @param offersOwn     whether the model is offered any of them
 * @param clientTools   whether the client offers tools of its own
 * @param ownCalls      whether the prompt contains a call of a server tool
 * @param opaque        the names of all opaque members, nested ones too, in lower case, without names that mean nothing alone
 * @param clientMembers the names of the members that the client wrote, in lower case
 */
record RequestTraits(Set<RequestFeature> features, Set<ClientDemand> demands, String model, Set<String> ownTools, boolean offersOwn,
                     boolean clientTools, boolean ownCalls, Set<String> opaque, Set<String> clientMembers) {
    private static final int MAX_OPAQUE_NAMES = 200;
    /** The tools that every server offers unless the operator has switched them off. */
    private static final Set<String> BUILT_IN = Toolset.planning().tools().stream().map(Tool::name).collect(Collectors.toUnmodifiableSet());
    /** Names that any refusal may contain, whatever it is about. */
    private static final Set<String> COMMON = Set.of("id", "type", "text", "index", "data", "format", "content", "role", "name", "function",
            "message", "value", "model", "status");

    RequestTraits {
        features = Set.copyOf(features);
        demands = Set.copyOf(demands);
        ownTools = Set.copyOf(ownTools);
        opaque = Set.copyOf(opaque);
        clientMembers = Set.copyOf(clientMembers);
    }

    static RequestTraits of(ModelRequest request) {
        Set<String> ownTools = ownTools(request);
        Set<String> opaque = opaqueNames(request.messages());
        return new RequestTraits(features(request, ownTools, opaque), ClientDemand.of(request), lower(request.model()),
                ownTools.stream().map(RequestTraits::lower).collect(Collectors.toUnmodifiableSet()),
                !request.serverTools().isEmpty(), !request.tools().isEmpty(),
                hasCalls(request.messages(), ownTools),
                opaque, request.parameters().keySet().stream().map(RequestTraits::lower).collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns the names of the server's tools that are offered, and of those that an earlier turn may have been offered. */
    static Set<String> ownTools(ModelRequest request) {
        Set<String> names = request.serverTools().stream().map(RequestTraits::nameOf).collect(Collectors.toCollection(HashSet::new));
        names.addAll(BUILT_IN);
        request.tools().stream().map(RequestTraits::nameOf).forEach(names::remove);
        return names;
    }

    private static boolean hasCalls(List<Message> messages, Set<String> tools) {
        return messages.stream().flatMap(message -> message.toolCalls().stream()).anyMatch(call -> tools.contains(call.name()));
    }

    private static Set<RequestFeature> features(ModelRequest request, Set<String> ownTools, Set<String> opaque) {
        Set<RequestFeature> features = EnumSet.noneOf(RequestFeature.class);
        JsonObject parameters = request.parameters();
        add(features, RequestFeature.TOOLS, !request.serverTools().isEmpty() || hasCalls(request.messages(), ownTools));
        add(features, RequestFeature.TOOL_STEPS,
                hasCalls(request.messages().subList(0, Math.max(0, Message.lastUser(request.messages()))), ownTools));
        add(features, RequestFeature.STREAM_OPTIONS, request.stream());
        add(features, RequestFeature.STREAM, request.stream());
        add(features, RequestFeature.PARALLEL_TOOL_CALLS, parameters.get("parallel_tool_calls") == JsonValue.TRUE);
        add(features, RequestFeature.MAX_TOKENS, parameters.containsKey("max_tokens"));
        add(features, RequestFeature.MAX_COMPLETION_TOKENS, parameters.containsKey("max_completion_tokens"));
        add(features, RequestFeature.PROMPT_CACHE_KEY,
                parameters.containsKey("prompt_cache_key") || parameters.containsKey("prompt_cache_retention"));
        add(features, RequestFeature.OPAQUE_MEMBERS, !opaque.isEmpty());
        add(features, RequestFeature.RESULT_IMAGES, ResultImages.isIn(request.messages(), ownTools));
        add(features, RequestFeature.STRICT, request.offered().stream().anyMatch(tool -> RequestForm.isLax(tool)));
        for (Message message : request.messages()) {
            add(features, RequestFeature.SYSTEM_ROLE, message.role().isSystem());
            add(features, RequestFeature.REFUSAL, has(message, Part.Refusal.class));
            add(features, RequestFeature.NULL_CONTENT, !message.toolCalls().isEmpty() && message.text().isEmpty());
            add(features, RequestFeature.IMAGE_DETAIL, message.parts().stream().anyMatch(RequestForm::isPlainDetail));
        }
        return features;
    }

    private static void add(Set<RequestFeature> features, RequestFeature feature, boolean present) {
        if (present) {
            features.add(feature);
        }
    }

    private static boolean has(Message message, Class<? extends Part> kind) {
        return message.parts().stream().anyMatch(kind::isInstance);
    }

    private static String nameOf(JsonObject tool) {
        return tool.get("function") instanceof JsonObject function ? function.getString("name", "") : "";
    }

    private static Set<String> opaqueNames(List<Message> messages) {
        Set<String> names = new HashSet<>();
        for (Message message : messages) {
            if (message.role() == Role.ASSISTANT) {
                message.extension().ifPresent(extension -> collect(extension.members(), names));
                message.toolCalls().forEach(call -> collect(call.extensions(), names));
                message.parts().stream().filter(Part.Reasoning.class::isInstance).map(part -> ((Part.Reasoning) part).form())
                        .filter(form -> form != null && !form.equals(Part.Reasoning.TAGS)).map(RequestTraits::lower).forEach(names::add);
            }
        }
        return names;
    }

    private static void collect(JsonValue value, Set<String> names) {
        if (value instanceof JsonObject object && names.size() < MAX_OPAQUE_NAMES) {
            object.forEach((name, inner) -> {
                if (!COMMON.contains(name)) {
                    names.add(lower(name));
                }
                collect(inner, names);
            });
        } else if (value instanceof JsonArray array) {
            array.forEach(inner -> collect(inner, names));
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
