package dev.talaria.agent.turn;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.run.RunTerms;
import dev.talaria.scope.Preferences;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * One input to be answered once, independent of the API it came from.
 *
 * @param source       the API it came from, as the session list shows it, e.g. {@code chat}
 * @param model        the model name that the client asked for, which the reply repeats; the default agent's id if it named none
 * @param system       system and developer messages in order, placed after the agent's own prompt
 * @param conversation every other message in order; the input starts at the last user message, and what precedes it is history. Without a
 *                     user message it continues a tool call that its session holds, and all of it is input
 * @param clientTools  the client's function tools as sent; a call of one ends the turn
 * @param parameters   passed to the model unchanged ({@code tool_choice} included)
 * @param stream       whether the client wants deltas
 * @param task         whether it is a client's background task: no transcript, no memory, no tools
 * @param fingerprint  distinguishes bodies that share an idempotency key
 * @param inSession    whether the session must exist: if it was deleted meanwhile, the turn fails instead of creating it again
 * @param terms        how its run is stored
 * @param transcript   how it attaches to its session
 * @param choice       which agent and model answer, beside the model's name
 */
public record Turn(String source, String model, List<Message> system, List<Message> conversation, List<JsonObject> clientTools,
                   JsonObject parameters, boolean stream, boolean task, Preferences preferences, String fingerprint, boolean inSession,
                   RunTerms terms, TranscriptPolicy transcript, ModelChoice choice) {
    public Turn {
        Objects.requireNonNull(source);
        Objects.requireNonNull(model);
        system = List.copyOf(system);
        conversation = List.copyOf(conversation);
        clientTools = List.copyOf(clientTools);
        Objects.requireNonNull(parameters);
        Objects.requireNonNull(preferences);
        Objects.requireNonNull(fingerprint);
        Objects.requireNonNull(terms);
        Objects.requireNonNull(transcript);
        Objects.requireNonNull(choice);
        if (conversation.stream().noneMatch(message -> message.role() == Role.USER || message.role() == Role.TOOL)) {
            throw new IllegalArgumentException("a turn needs a user message or a tool's result");
        }
    }

    /** A foreground turn with the default terms and policy, which creates its session if needed. */
    public Turn(String source, String model, List<Message> system, List<Message> conversation, List<JsonObject> clientTools,
                JsonObject parameters, boolean stream, boolean task, Preferences preferences, String fingerprint) {
        this(source, model, system, conversation, clientTools, parameters, stream, task, preferences, fingerprint, false);
    }

    /** A foreground turn with the default terms and policy. */
    public Turn(String source, String model, List<Message> system, List<Message> conversation, List<JsonObject> clientTools,
                JsonObject parameters, boolean stream, boolean task, Preferences preferences, String fingerprint, boolean inSession) {
        this(source, model, system, conversation, clientTools, parameters, stream, task, preferences, fingerprint, inSession,
                RunTerms.FOREGROUND, TranscriptPolicy.DEFAULT, ModelChoice.DEFAULT);
    }

    public Turn withTerms(RunTerms others) {
        return new Turn(source, model, system, conversation, clientTools, parameters, stream, task, preferences, fingerprint, inSession,
                others, transcript, choice);
    }

    public Turn withTranscript(TranscriptPolicy others) {
        return new Turn(source, model, system, conversation, clientTools, parameters, stream, task, preferences, fingerprint, inSession,
                terms, others, choice);
    }

    public Turn withChoice(ModelChoice other) {
        return new Turn(source, model, system, conversation, clientTools, parameters, stream, task, preferences, fingerprint, inSession,
                terms, transcript, other);
    }

    /** Returns the messages before the input. */
    public List<Message> history() {
        return conversation.subList(0, inputStart());
    }

    /**
     * Returns the messages from the last user message on: that one alone, or with the tool calls and results that continue it. Never empty.
     */
    public List<Message> input() {
        return conversation.subList(inputStart(), conversation.size());
    }

    private int inputStart() {
        return Math.max(0, Message.lastUser(conversation));
    }
}
