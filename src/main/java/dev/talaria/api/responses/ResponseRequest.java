package dev.talaria.api.responses;

import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.items.InputItem;
import dev.talaria.api.items.InputItems;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.response.ResponseContext;
import dev.talaria.response.ResponseTerms;
import dev.talaria.scope.Preferences;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The body of a response, understood.
 *
 * @param model        null where none was asked for, as for all others that may be absent
 * @param instructions perhaps empty: that ends those of a chain
 * @param history      what stands for everything said before
 * @param previous     the id of the response it goes on from, as sent
 * @param conversation an id or a free name
 * @param shortened    at most a hundred messages of history go to the model
 */
record ResponseRequest(String model, boolean stream, boolean background, boolean store, String instructions, List<InputItem> input,
                       List<InputItem> history, String previous, String conversation, boolean shortened, ResponseSettings settings,
                       String user) {
    private static final int MAX_NAME_LENGTH = 256;

    ResponseRequest {
        input = List.copyOf(input);
        Objects.requireNonNull(settings);
    }

    /** @throws dev.talaria.error.ApiException a 400 whose param is the path of the field at fault */
    static ResponseRequest parse(JsonBody body) {
        String previous = body.string("previous_response_id").filter(id -> !id.isBlank()).orElse(null);
        String conversation = conversation(body);
        if (previous != null && conversation != null) {
            throw ErrorCode.INVALID_VALUE.at("conversation", "Cannot use both 'conversation' and 'previous_response_id'");
        }
        boolean background = body.bool("background").orElse(false);
        boolean store = body.bool("store").orElse(true);
        if (background && !store) {
            throw ErrorCode.INVALID_VALUE.at("background", "'background' needs 'store': nobody could read the response");
        }
        if (body.has("prompt")) {
            throw ErrorCode.UNSUPPORTED_PARAMETER.at("prompt", "'prompt' is not supported");
        }
        return new ResponseRequest(model(body), body.bool("stream").orElse(false), background, store,
                body.string("instructions").orElse(null), InputItems.ofTurn(body), history(body), previous, conversation,
                shortened(body), ResponseSettings.parse(body), user(body).orElse(null));
    }

    private static String model(JsonBody body) {
        String model = body.string("model").filter(name -> !name.isBlank()).orElse(null);
        return model == null || model.length() <= MAX_NAME_LENGTH ? model
                : body.fail("model", "at most " + MAX_NAME_LENGTH + " characters long");
    }

    private static String conversation(JsonBody body) {
        JsonValue value = body.value("conversation").orElse(null);
        String name = value instanceof JsonObject ? body.object("conversation").orElseThrow().string("id").orElse("")
                : value instanceof JsonString text ? text.getString() : null;
        if (value != null && name == null) {
            return body.fail("conversation", "a string or an object with an 'id'");
        }
        if (value == null) {
            return null;
        }
        String stripped = name.strip();
        boolean odd = stripped.isEmpty() || stripped.length() > MAX_NAME_LENGTH || stripped.chars().anyMatch(Character::isISOControl);
        return odd ? body.fail("conversation", "1 to " + MAX_NAME_LENGTH + " characters without control characters") : stripped;
    }

    private static boolean shortened(JsonBody body) {
        return body.string("truncation").map(word -> switch (word) {
            case "auto" -> true;
            case "disabled" -> false;
            default -> body.<Boolean>fail("truncation", "auto or disabled");
        }).orElse(false);
    }

    /** Null where there is none: an empty one is a history too. */
    private static List<InputItem> history(JsonBody body) {
        JsonValue value = body.value("conversation_history").orElse(null);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonArray array)) {
            throw ErrorCode.INVALID_VALUE.at("conversation_history", "'conversation_history' must be an array");
        }
        for (int i = 0; i < array.size(); i++) {
            String at = "conversation_history[" + i + "]";
            boolean whole = array.get(i) instanceof JsonObject object
                    && (object.containsKey("type") || object.containsKey("role") && object.containsKey("content"));
            if (!whole) {
                throw ErrorCode.INVALID_VALUE.at(at, at + " must have 'role' and 'content' fields");
            }
        }
        return InputItems.list(body, "conversation_history");
    }

    private static Optional<String> user(JsonBody body) {
        return body.string("user").filter(id -> !id.isBlank())
                .or(() -> body.string("safety_identifier").filter(id -> !id.isBlank()));
    }

    /** Everything that was sent, in its order. */
    List<InputItem> items() {
        List<InputItem> all = new ArrayList<>(history == null ? List.of() : history);
        all.addAll(input);
        return all;
    }

    ResponseContext.Wish wish() {
        return new ResponseContext.Wish(previous, conversation, history != null, instructions);
    }

    /** @param task a client's background task, of which nothing is kept */
    ResponseTerms terms(boolean task, Preferences preferences) {
        return new ResponseTerms(store && !task, background, stream && preferences.disconnect() == Preferences.Disconnect.DETACH,
                shortened, preferences.toolProgress() && !settings.runsTools(), settings.encryptedReasoning(), settings.echo());
    }

    BodyFacts facts() {
        String first = items().stream().filter(InputItem.MessageInput.class::isInstance)
                .map(item -> ((InputItem.MessageInput) item).message()).filter(message -> message.role() == Role.USER)
                .findFirst().map(Message::text).orElse("");
        return new BodyFacts(instructions == null ? "" : instructions, first, Optional.ofNullable(user));
    }

    /** The types of the tools and items that mean nothing here, each once. */
    Set<String> passedOver() {
        Set<String> types = new TreeSet<>(settings.passedOver());
        types.addAll(InputItems.passedOver(items()));
        return types;
    }
}
