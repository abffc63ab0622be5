package dev.talaria.api.runs;

import dev.talaria.agent.turn.TranscriptPolicy;
import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.CommonFields;
import dev.talaria.api.http.request.ModelOptions;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.api.items.InputItem;
import dev.talaria.api.items.InputItems;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.response.Chain;
import dev.talaria.run.RunTerms;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.scope.Preferences;
import dev.talaria.session.AttachMode;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parsed body of a submitted run.
 *
 * @param model        null if none was requested, as for all other optional members
 * @param parameters   for the model
 * @param items        history and input, in order
 * @param ownHistory   whether the body brings the history, which then replaces the stored one
 * @param previous     the id of the previous response, as sent
 */
record RunRequest(@Nullable String model, @Nullable String provider, JsonObject parameters, @Nullable String instructions,
        List<InputItem> items, boolean ownHistory,
                  @Nullable String previous, @Nullable String session, @Nullable String user) {
    private static final String SOURCE = "run";
    /** They would change what happens and are not supported. */
    private static final List<String> UNSUPPORTED = List.of("webhook");

    RunRequest {
        items = List.copyOf(items);
    }

    /** @throws dev.talaria.error.ApiException a 400 whose param is the path of the field at fault */
    static RunRequest parse(JsonBody body) {
        List<InputItem> input = InputItems.ofTurn(body);
        Optional<List<InputItem>> history = InputItems.history(body, message -> has(message, "role") && has(message, "content"));
        for (String name : UNSUPPORTED) {
            if (body.has(name)) {
                throw ErrorCode.UNSUPPORTED_PARAMETER.at(name, "'" + name + "' is not supported");
            }
        }
        List<InputItem> all = new ArrayList<>(history.orElse(List.of()));
        all.addAll(input);
        return new RunRequest(CommonFields.model(body).orElse(null), CommonFields.provider(body).orElse(null),
                ModelOptions.of(body), body.string("instructions").orElse(null), all, history.isPresent(),
                body.text("previous_response_id").orElse(null), session(body), body.text("user").orElse(null));
    }

    private static boolean has(JsonObject message, String name) {
        return message.get(name) != null && message.get(name) != JsonValue.NULL;
    }

    private static @Nullable String session(JsonBody body) {
        String id = body.string("session_id").map(String::strip).filter(text -> !text.isEmpty()).orElse(null);
        if (id != null && !ScopeReader.isSessionId(id)) {
            throw ScopeReader.invalidSessionId("session_id");
        }
        return id;
    }

    BodyFacts facts() {
        List<Message> said = items.stream().filter(InputItem.MessageInput.class::isInstance)
                .map(item -> ((InputItem.MessageInput) item).message()).toList();
        String system = Stream.concat(Stream.ofNullable(instructions),
                said.stream().filter(message -> message.role().isSystem()).map(Message::text)).collect(Collectors.joining("\n"));
        String first = said.stream().filter(message -> message.role() == Role.USER).findFirst().map(Message::text).orElse("");
        return new BodyFacts(system, first, Optional.ofNullable(user));
    }

    /**
     * @param chain    what it continues; null for nothing
     * @param messages the items, references resolved
     * @param name     the model's name as the reply shows it
     */
    Turn turn(@Nullable Chain chain, List<Message> messages, String name, Preferences preferences, String fingerprint) {
        String told = chain == null ? instructions : chain.instructions(instructions);
        Stream<Message> own = told == null || told.isBlank() ? Stream.empty() : Stream.of(Message.of(Role.SYSTEM, told));
        List<Message> system = Stream.concat(own, messages.stream().filter(message -> message.role().isSystem())).toList();
        List<Message> conversation = messages.stream().filter(message -> !message.role().isSystem()).toList();
        Preferences meant = ownHistory ? preferences.withHistory(Preferences.History.CLIENT) : preferences;
        AttachMode attachMode = chain == null || ownHistory ? null : chain.attachMode();
        return new Turn(SOURCE, name, system, conversation, List.of(), parameters, true, false, meant, fingerprint)
                .withTerms(RunTerms.SUBMITTED)
                .withTranscript(new TranscriptPolicy(attachMode, Integer.MAX_VALUE, true, RunTransactionHook.NONE));
    }
}
