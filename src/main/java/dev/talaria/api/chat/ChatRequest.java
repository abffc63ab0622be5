package dev.talaria.api.chat;

import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.CommonFields;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.scope.Preferences;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parsed body of a chat completion.
 *
 * @param model        null if none was requested
 * @param provider     the route or upstream that was requested; null for none
 * @param includeUsage whether a stream ends with a chunk of usage
 * @param system       system and developer messages, in order
 * @param conversation every other message, in order
 * @param tools        the client's, as the model is offered them
 * @param freeform     the names of the custom tools among them
 * @param passedOver   the types of tools that cannot be offered to a model here
 * @param parameters   passed to the model unchanged
 * @param user         the body's user; null if it names none
 */
record ChatRequest(String model, String provider, boolean stream, boolean includeUsage, List<Message> system, List<Message> conversation,
                   List<JsonObject> tools, Set<String> freeform, Set<String> passedOver, JsonObject parameters, String user) {
    private static final String SOURCE = "chat";

    ChatRequest {
        system = List.copyOf(system);
        conversation = List.copyOf(conversation);
        tools = List.copyOf(tools);
        freeform = Set.copyOf(freeform);
        passedOver = Set.copyOf(passedOver);
    }

    /** @throws dev.talaria.error.ApiException a 400 whose param is the path of the field at fault */
    static ChatRequest parse(JsonBody body) {
        return parse(body, Set.of());
    }

    /**
     * As {@link #parse(JsonBody)}.
     *
     * @param server the names of the server's tools, which the client may choose too
     */
    static ChatRequest parse(JsonBody body, Set<String> server) {
        List<Message> messages = MessageParser.messages(body);
        ClientTools tools = ClientTools.parse(body, server);
        JsonObject parameters = Parameters.parse(body, !tools.offered().isEmpty() || !server.isEmpty());
        if (parameters.containsKey("tool_choice")) {
            parameters = Json.with(parameters, "tool_choice", tools.choice());
        }
        boolean includeUsage = body.object("stream_options").flatMap(options -> options.bool("include_usage")).orElse(false);
        return new ChatRequest(CommonFields.model(body).orElse(null), CommonFields.provider(body).orElse(null), stream(body),
                includeUsage, withRole(true, messages),
                withRole(false, messages), tools.offered(), tools.freeform(), tools.passedOver(), parameters,
                CommonFields.user(body).orElse(null));
    }

    private static List<Message> withRole(boolean system, List<Message> messages) {
        List<Message> found = new ArrayList<>(messages.size());
        for (Message message : messages) {
            if (message.role().isSystem() == system) {
                found.add(message);
            }
        }
        return found;
    }

    BodyFacts facts() {
        String systemText = system.isEmpty() ? "" : system.stream().map(Message::text).collect(Collectors.joining("\n"));
        return new BodyFacts(systemText, firstQuestion(), Optional.ofNullable(user));
    }

    private String firstQuestion() {
        for (Message message : conversation) {
            if (message.role() == Role.USER) {
                return message.text();
            }
        }
        return "";
    }

    /** @param name the model's name as the reply shows it */
    Turn turn(String name, boolean task, Preferences preferences, String fingerprint) {
        return new Turn(SOURCE, name, system, conversation, tools, parameters, stream, task, preferences, fingerprint);
    }

    /** Some clients send the words instead of the values; nothing else counts as a boolean. */
    private static boolean stream(JsonBody body) {
        JsonValue value = body.value("stream").orElse(JsonValue.FALSE);
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        String word = value instanceof JsonString text ? text.getString() : "";
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> body.fail("stream", "a boolean");
        };
    }
}
