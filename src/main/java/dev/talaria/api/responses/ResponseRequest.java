package dev.talaria.api.responses;

import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.CommonFields;
import dev.talaria.api.items.InputItem;
import dev.talaria.api.items.InputItems;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.response.ResponseContext;
import dev.talaria.response.ResponseTerms;
import dev.talaria.scope.Preferences;
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
 * The parsed body of a response.
 *
 * @param model        null if none was requested, as for all other optional members
 * @param instructions may be empty, which ends those of a chain
 * @param history      replaces all earlier messages
 * @param previous     the id of the previous response, as sent
 * @param conversation an id or an alias
 * @param provider     the route or upstream that was requested
 * @param shortened    whether at most a hundred messages of history go to the model
 * @param compactAt    the size of a prompt in tokens from which its older turns are summarised; 0 if not given
 */
record ResponseRequest(String model, boolean stream, boolean background, boolean store, String instructions, List<InputItem> input,
                       List<InputItem> history, String previous, String conversation, boolean shortened, int compactAt,
                       ResponseSettings settings, String user, String provider) {
    private static final int MAX_NAME_LENGTH = 256;
    /** OpenAI's own. */
    private static final int MIN_THRESHOLD = 1_000;

    ResponseRequest {
        input = List.copyOf(input);
        Objects.requireNonNull(settings);
    }

    /** @throws dev.talaria.error.ApiException 400; its param is the path of the faulty field */
    static ResponseRequest parse(JsonBody body) {
        return parse(body, Set.of());
    }

    /**
     * As {@link #parse(JsonBody)}.
     *
     * @param server the names of the server's tools, which the client may choose too
     */
    static ResponseRequest parse(JsonBody body, Set<String> server) {
        String previous = body.text("previous_response_id").orElse(null);
        String conversation = conversation(body);
        if (previous != null && conversation != null) {
            throw ErrorCode.INVALID_VALUE.at("conversation", "Cannot use both 'conversation' and 'previous_response_id'");
        }
        boolean background = body.bool("background").orElse(false);
        boolean store = body.bool("store").orElse(true);
        if (background && !store) {
            throw ErrorCode.INVALID_VALUE.at("background", "'background' requires 'store': otherwise the response could not be read");
        }
        if (body.has("prompt")) {
            throw ErrorCode.UNSUPPORTED_PARAMETER.at("prompt", "'prompt' is not supported");
        }
        return new ResponseRequest(CommonFields.model(body).orElse(null), body.bool("stream").orElse(false), background, store,
                body.string("instructions").orElse(null), InputItems.ofTurn(body), InputItems.history(body, item ->
                        item.containsKey("type") || item.containsKey("role") && item.containsKey("content")).orElse(null),
                previous, conversation, shortened(body), compactAt(body), ResponseSettings.parse(body, server),
                CommonFields.user(body).orElse(null), CommonFields.provider(body).orElse(null));
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

    /** Kinds of context management that nobody here knows are left out, as unknown tools are. */
    private static int compactAt(JsonBody body) {
        int at = 0;
        for (JsonBody entry : body.objects("context_management").orElse(List.of())) {
            if (entry.string("type").orElse("").equals("compaction")) {
                at = (int) entry.integer("compact_threshold", MIN_THRESHOLD, Integer.MAX_VALUE).orElse(0);
            }
        }
        return at;
    }

    /** Returns all items sent, in order. */
    List<InputItem> items() {
        List<InputItem> all = new ArrayList<>(history == null ? List.of() : history);
        all.addAll(input);
        return all;
    }

    ResponseContext.Wish wish() {
        return new ResponseContext.Wish(previous, conversation, history != null, instructions);
    }

    /** @param task whether it is a client's background task, which is not stored */
    ResponseTerms terms(boolean task, Preferences preferences) {
        return new ResponseTerms(store && !task, background, stream && preferences.disconnect() == Preferences.Disconnect.DETACH,
                shortened, compactAt, preferences.toolProgress() && !settings.runsTools(), settings.encryptedReasoning(), settings.echo());
    }

    BodyFacts facts() {
        String first = items().stream().filter(InputItem.MessageInput.class::isInstance)
                .map(item -> ((InputItem.MessageInput) item).message()).filter(message -> message.role() == Role.USER)
                .findFirst().map(Message::text).orElse("");
        return new BodyFacts(instructions == null ? "" : instructions, first, Optional.ofNullable(user));
    }

    /** Returns the types of the skipped tools and items, each once. */
    Set<String> passedOver() {
        Set<String> types = new TreeSet<>(settings.passedOver());
        types.addAll(InputItems.passedOver(items()));
        return types;
    }
}
