package dev.talaria.api.runs;

import dev.talaria.agent.Turn;
import dev.talaria.api.http.item.InputItem;
import dev.talaria.api.http.item.InputItems;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.run.RunTerms;
import dev.talaria.scope.Preferences;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The body of a run that is submitted, understood.
 *
 * @param model        null where none was asked for
 * @param system       the instructions, then system and developer messages among the others
 * @param conversation history and input, in order
 * @param ownHistory   the body brings the history, which counts before what is stored
 * @param session      null where the body names none
 * @param user         who the body says is asking; null where it does not
 */
record RunRequest(String model, List<Message> system, List<Message> conversation, boolean ownHistory, String session, String user) {
    private static final String SOURCE = "run";
    private static final String HISTORY = "conversation_history";
    private static final int MAX_MODEL_LENGTH = 256;
    /** Would change what happens and cannot be honoured. */
    private static final List<String> UNSUPPORTED = List.of("previous_response_id", "webhook");

    RunRequest {
        system = List.copyOf(system);
        conversation = List.copyOf(conversation);
    }

    /** @throws dev.talaria.error.ApiException a 400 whose param is the path of the field at fault */
    static RunRequest parse(JsonBody body) {
        List<Message> input = said(InputItems.ofTurn(body));
        Optional<List<Message>> history = history(body);
        for (String name : UNSUPPORTED) {
            if (body.has(name)) {
                throw ErrorCode.UNSUPPORTED_PARAMETER.at(name, "'" + name + "' is not supported");
            }
        }
        List<Message> all = new ArrayList<>();
        body.string("instructions").filter(text -> !text.isBlank()).ifPresent(text -> all.add(Message.of(Role.SYSTEM, text)));
        all.addAll(history.orElse(List.of()));
        all.addAll(input);
        List<Message> conversation = InputItems.joined(all.stream().filter(message -> !message.role().isSystem()).toList());
        if (conversation.stream().noneMatch(message -> message.role() == Role.USER)) {
            throw ErrorCode.MISSING_FIELD.at("input", "No user message found in input");
        }
        return new RunRequest(model(body), all.stream().filter(message -> message.role().isSystem()).toList(), conversation,
                history.isPresent(), session(body), body.string("user").filter(id -> !id.isBlank()).orElse(null));
    }

    private static List<Message> said(List<InputItem> items) {
        List<Message> said = new ArrayList<>(items.size());
        for (InputItem item : items) {
            if (item instanceof InputItem.Said message) {
                said.add(message.message());
            } else if (item instanceof InputItem.Referred reference) {
                throw ErrorCode.UNSUPPORTED_PARAMETER.at(reference.path(), "References to earlier items are not supported here");
            }
        }
        return said;
    }

    private static Optional<List<Message>> history(JsonBody body) {
        if (!body.has(HISTORY)) {
            return Optional.empty();
        }
        if (!(body.value(HISTORY).orElseThrow() instanceof JsonArray array)) {
            throw ErrorCode.INVALID_VALUE.at(HISTORY, "'" + HISTORY + "' must be an array");
        }
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof JsonObject message) || !has(message, "role") || !has(message, "content")) {
                String at = HISTORY + "[" + i + "]";
                throw ErrorCode.INVALID_VALUE.at(at, at + " must have 'role' and 'content' fields");
            }
        }
        return Optional.of(said(InputItems.list(body, HISTORY)));
    }

    private static boolean has(JsonObject message, String name) {
        return message.get(name) != null && message.get(name) != JsonValue.NULL;
    }

    private static String session(JsonBody body) {
        String id = body.string("session_id").map(String::strip).filter(text -> !text.isEmpty()).orElse(null);
        if (id != null && !ScopeReader.isSessionId(id)) {
            throw ErrorCode.INVALID_SESSION_ID.at("session_id", "Invalid session ID");
        }
        return id;
    }

    private static String model(JsonBody body) {
        String model = body.string("model").filter(name -> !name.isBlank()).orElse(null);
        if (model != null && model.length() > MAX_MODEL_LENGTH) {
            throw ErrorCode.INVALID_VALUE.at("model", "'model' must have at most " + MAX_MODEL_LENGTH + " characters");
        }
        return model;
    }

    BodyFacts facts() {
        String systemText = system.stream().map(Message::text).collect(Collectors.joining("\n"));
        String first = conversation.stream().filter(message -> message.role() == Role.USER).findFirst().map(Message::text).orElse("");
        return new BodyFacts(systemText, first, Optional.ofNullable(user));
    }

    /** @param name the model's name as the reply shows it */
    Turn turn(String name, Preferences preferences, String fingerprint) {
        Preferences meant = ownHistory ? preferences.withHistory(Preferences.History.CLIENT) : preferences;
        return new Turn(SOURCE, name, system, conversation, List.of(), JsonObject.EMPTY_JSON_OBJECT, true, false, meant, fingerprint)
                .on(RunTerms.SUBMITTED);
    }
}
