package dev.talaria.api.items;

import dev.talaria.api.http.request.ContentParser;
import dev.talaria.api.http.request.Required;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses a client's input for a model: a string, or a list of items in OpenAI's schema, including loosely typed ones. */
public final class InputItems {
    private static final String MESSAGE = "message";
    private static final String REFERENCE = "item_reference";
    /** A message between the client's agents: a task, or its result. */
    private static final String AGENT_MESSAGE = "agent_message";
    /** A model's thought, part of every client's history: skipping it is not worth a log line. */
    private static final String REASONING = "reasoning";
    /** The name under which chat clients send a thought back; the model's client translates it to the model's own name. */
    private static final String THOUGHT = "reasoning_content";
    private static final String COMPACTION = "compaction";
    private static final String CONTENT = "content";
    private static final String HISTORY = "conversation_history";
    /** Items that only carry tools of the client. */
    private static final Set<String> LOADERS = Set.of("additional_tools", "tool_search_output");

    private static final Pattern CIPHER = Pattern.compile("gAAAA[A-Za-z0-9_=-]*");

    private InputItems() {
    }

    /** Parses the {@code input} of a turn, which must have a user message with content, or a tool's result. */
    public static List<InputItem> ofTurn(JsonBody body) {
        JsonValue input = body.value("input").orElseThrow(() -> ErrorCode.MISSING_FIELD.at("input", "Missing 'input' field"));
        List<InputItem> items;
        if (input instanceof JsonString text) {
            items = List.of(new InputItem.MessageInput(Message.user(text.getString()), "input"));
        } else if (input instanceof JsonArray array) {
            items = list(body, "input", array);
        } else {
            throw ErrorCode.INVALID_VALUE.at("input", "'input' must be a string or array");
        }
        if (items.stream().noneMatch(InputItems::asks)) {
            throw ErrorCode.MISSING_FIELD.at("input", "No user message found in input");
        }
        return items;
    }

    /**
     * The {@code conversation_history} that comes before the input; an empty one is a history too.
     *
     * @param whole whether an item has what it needs
     */
    public static Optional<List<InputItem>> history(JsonBody body, Predicate<JsonObject> whole) {
        Optional<JsonArray> history = body.array(HISTORY);
        for (int i = 0; i < history.map(List::size).orElse(0); i++) {
            if (!(history.get().get(i) instanceof JsonObject item) || !whole.test(item)) {
                String at = HISTORY + "[" + i + "]";
                throw ErrorCode.INVALID_VALUE.at(at, at + " must have 'role' and 'content' fields");
            }
        }
        return history.map(all -> list(body, HISTORY));
    }

    private static boolean asks(InputItem item) {
        if (!(item instanceof InputItem.MessageInput messageInput)) {
            return false;
        }
        Message message = messageInput.message();
        return message.role() == Role.TOOL || message.role() == Role.USER && (message.hasImage() || !message.text().isBlank());
    }

    /** Parses a list of items that needs no request; empty if it is absent. */
    public static List<InputItem> list(JsonBody body, String name) {
        return body.array(name).map(array -> list(body, name, array)).orElse(List.of());
    }

    private static List<InputItem> list(JsonBody body, String name, JsonArray array) {
        List<InputItem> items = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String path = body.path(name) + "[" + i + "]";
            if (array.get(i) instanceof JsonString text) {
                items.add(new InputItem.MessageInput(Message.user(text.getString()), path));
            } else if (array.get(i) instanceof JsonObject object) {
                items.add(item(JsonBody.of(object, path)));
            } else {
                throw ErrorCode.INVALID_VALUE.at(path, "'" + path + "' must be an object or a string");
            }
        }
        return items;
    }

    private static InputItem item(JsonBody item) {
        String type = item.string("type").orElseGet(() -> item.has("role") || !item.has("id") ? MESSAGE : REFERENCE);
        return switch (type) {
            case MESSAGE -> new InputItem.MessageInput(message(item), item.path());
            case AGENT_MESSAGE -> new InputItem.MessageInput(agentMessage(item), item.path());
            case REASONING -> thought(item);
            case COMPACTION -> CompactedItem.message(item).<InputItem>map(message -> new InputItem.MessageInput(message, item.path()))
                    .orElseGet(() -> new InputItem.PassedOver(type));
            case REFERENCE -> new InputItem.Referred(Required.text(item, "id"), item.path());
            default -> ToolItems.message(type, item).<InputItem>map(message -> new InputItem.MessageInput(message, item.path()))
                    .orElseGet(() -> new InputItem.PassedOver(type));
        };
    }

    /** A thought belongs to the message or call that follows it; one that another server encrypted is dropped. */
    private static InputItem thought(JsonBody item) {
        Optional<Message> opaque = item.value("encrypted_content").filter(JsonString.class::isInstance)
                .flatMap(text -> EncryptedReasoning.decode(((JsonString) text).getString()));
        if (opaque.isPresent()) {
            return new InputItem.MessageInput(opaque.get(), item.path());
        }
        String thought = texts(item, CONTENT);
        thought = thought.isEmpty() ? texts(item, "summary") : thought;
        return thought.isEmpty() ? new InputItem.PassedOver(REASONING)
                : new InputItem.MessageInput(new Message(Role.ASSISTANT, List.of(new Part.Reasoning(thought, THOUGHT)), null), item.path());
    }

    private static String texts(JsonBody item, String name) {
        return item.value(name).orElse(null) instanceof JsonArray parts ? parts.stream().filter(JsonObject.class::isInstance)
                .map(part -> part.asJsonObject().get("text")).filter(JsonString.class::isInstance)
                .map(text -> ((JsonString) text).getString()).collect(Collectors.joining("\n")) : "";
    }

    private static Message message(JsonBody item) {
        Role role = Role.of(Required.text(item, "role")).filter(known -> known != Role.TOOL)
                .orElseGet(() -> item.fail("role", "one of system, developer, user, assistant"));
        return new Message(role, content(role, item), null);
    }

    /** Becomes a user message, because the sender takes the user's place. Encrypted parts are text unless OpenAI has encrypted them. */
    private static Message agentMessage(JsonBody item) {
        JsonValue content = item.value(CONTENT).orElse(JsonValue.EMPTY_JSON_ARRAY);
        if (!(content instanceof JsonArray parts)) {
            return Message.user(content instanceof JsonString text ? text.getString() : "");
        }
        String text = parts.stream().filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject)
                .map(part -> part.getString("text", part.getString("encrypted_content", "")))
                .filter(said -> !CIPHER.matcher(said).matches()).collect(Collectors.joining("\n"));
        return new Message(Role.USER, text.isBlank() ? List.of() : List.of(new Part.Text(text)), null);
    }

    private static List<Part> content(Role role, JsonBody item) {
        Optional<JsonValue> content = item.value(CONTENT);
        if (content.isEmpty() && role == Role.ASSISTANT) {
            return List.of();
        }
        if (content.isEmpty()) {
            throw ErrorCode.MISSING_FIELD.at(item.path(CONTENT), "Missing '" + item.path(CONTENT) + "'");
        }
        if (content.get() instanceof JsonString text) {
            return List.of(new Part.Text(text.getString()));
        }
        if (content.get() instanceof JsonArray parts) {
            return new ContentParser(role, item.path(CONTENT)).parse(parts);
        }
        return item.fail(CONTENT, "a string or an array");
    }

    /** Returns the tools that the items of a turn's input or history carry, in order. */
    public static List<JsonBody> tools(JsonBody body) {
        List<JsonBody> tools = new ArrayList<>();
        for (String name : List.of(HISTORY, "input")) {
            if (body.value(name).orElse(null) instanceof JsonArray array) {
                for (int i = 0; i < array.size(); i++) {
                    if (array.get(i) instanceof JsonObject item && item.get("type") instanceof JsonString type
                            && LOADERS.contains(type.getString())) {
                        tools.addAll(JsonBody.of(item, body.path(name) + "[" + i + "]").objects("tools").orElse(List.of()));
                    }
                }
            }
        }
        return tools;
    }

    /** Returns the types of the skipped items, each once. */
    public static Set<String> passedOver(List<InputItem> items) {
        return items.stream().filter(InputItem.PassedOver.class::isInstance).map(item -> ((InputItem.PassedOver) item).type())
                .filter(type -> !type.equals(REASONING) && !LOADERS.contains(type)).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Merges messages into the form that models accept: calls in a row, thoughts, and a call after an assistant's message become one
     * message. A thought precedes what it led to; encrypted content follows the whole reply.
     */
    public static List<Message> joined(List<Message> messages) {
        List<Message> joined = new ArrayList<>(messages.size());
        Message thought = null;
        for (Message message : messages) {
            int last = joined.size() - 1;
            boolean follows = last >= 0 && joined.get(last).role() == Role.ASSISTANT;
            if (EncryptedReasoning.isBeside(message)) {
                if (follows && EncryptedReasoning.isWhole(message)) {
                    joined.set(last, EncryptedReasoning.attach(joined.get(last), message));
                } else {
                    thought = message;
                }
                continue;
            }
            boolean callsOnly = !message.parts().isEmpty() && message.parts().stream().allMatch(ToolCall.class::isInstance);
            if (callsOnly && follows) {
                List<Part> parts = new ArrayList<>(joined.get(last).parts());
                parts.addAll(message.parts());
                joined.set(last, joined.get(last).withParts(parts));
            } else if (!message.parts().isEmpty()) {
                joined.add(message);
            }
            last = joined.size() - 1;
            if (thought != null && last >= 0 && joined.get(last).role() == Role.ASSISTANT) {
                joined.set(last, EncryptedReasoning.attach(joined.get(last), thought));
            }
            thought = null;
        }
        return joined;
    }
}
