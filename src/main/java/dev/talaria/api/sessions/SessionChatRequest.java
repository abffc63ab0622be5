package dev.talaria.api.sessions;

import dev.talaria.agent.Agents;
import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.CommonFields;
import dev.talaria.api.http.request.ContentParser;
import dev.talaria.api.http.request.ModelOptions;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.scope.Preferences;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * The parsed body of a chat in a session.
 *
 * @param message the user's message; the history is the session's
 * @param system  a system prompt for this turn only
 * @param user    the body's user
 * @param provider the route or upstream that was requested
 * @param parameters for the model
 * @param lockRequired whether the turn fails rather than being answered by another model than the session's
 */
record SessionChatRequest(Message message, Optional<String> system, Optional<String> model, Optional<String> user,
                          Optional<String> provider, JsonObject parameters,
                          boolean lockRequired) {
    private static final String SOURCE = "session";

    /** @throws ApiException {@code missing_message}, {@code invalid_system_message}, or the error of a part of the message */
    static SessionChatRequest parse(JsonBody body) {
        Message message = message(body);
        Optional<String> system = SessionFields.prompt(body, "system_message", ErrorCode.INVALID_SYSTEM_MESSAGE)
                .or(() -> SessionFields.prompt(body, "instructions", ErrorCode.INVALID_SYSTEM_MESSAGE));
        return new SessionChatRequest(message, system, CommonFields.model(body), body.text("user"), CommonFields.provider(body),
                ModelOptions.of(body), body.bool("require_model_lock").orElse(false));
    }

    private static Message message(JsonBody body) {
        String name = body.has("message") ? "message" : "input";
        JsonValue value = body.value(name).orElseThrow(() -> missing("message"));
        List<Part> parts;
        if (value instanceof JsonString text) {
            parts = List.of(new Part.Text(text.getString()));
        } else if (value instanceof JsonArray array) {
            parts = new ContentParser(Role.USER, name).parse(array);
        } else {
            throw missing(name);
        }
        Message message = new Message(Role.USER, parts, null);
        if (message.text().isBlank() && !message.hasImage()) {
            throw missing(name);
        }
        return message;
    }

    private static ApiException missing(String name) {
        return ErrorCode.MISSING_MESSAGE.at(name, "Missing or invalid 'message' field");
    }

    BodyFacts facts() {
        return new BodyFacts(system.orElse(""), message.text(), user);
    }

    /** @param chosen by the model's name as requested, here or when the session was created */
    Turn turn(Agents.Chosen chosen, boolean stream, Preferences preferences, String fingerprint) {
        List<Message> layered = system.map(text -> List.of(Message.of(Role.SYSTEM, text))).orElse(List.of());
        return new Turn(SOURCE, chosen.name(), layered, List.of(message), List.of(), parameters, stream, preferences.task() != null,
                preferences.withHistory(Preferences.History.SERVER), fingerprint, true).withChoice(chosen.choice());
    }
}
