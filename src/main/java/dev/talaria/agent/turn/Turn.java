package dev.talaria.agent.turn;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.run.RunTerms;
import dev.talaria.scope.Preferences;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Objects;

/**
 * One input to be answered once, in the words of no dialect.
 *
 * @param source       which dialect it came in, as the session list tells it, e.g. {@code chat}
 * @param model        the model name the client asked for, echoed back; the default agent's id where it asked for none
 * @param system       system and developer messages in order, layered after the agent's own prompt
 * @param conversation every other message in order; the input begins at the last user message, what stands before is history.
 *                     Without one it continues a tool call that its session holds, and all of it is input
 * @param clientTools  function tools of the client, as sent; a call of one ends the turn
 * @param parameters   what goes to the model as it is ({@code tool_choice} included)
 * @param stream       whether deltas are wanted as they come
 * @param task         a client's background task: no transcript, no memory, no tools
 * @param fingerprint  tells two bodies apart that share an idempotency key
 * @param inSession    the turn belongs to a session that exists: where it has gone meanwhile the turn fails instead of making it anew
 * @param terms        how its run is kept
 * @param transcript   how it is tied to its session
 */
public record Turn(String source, String model, List<Message> system, List<Message> conversation, List<JsonObject> clientTools,
                   JsonObject parameters, boolean stream, boolean task, Preferences preferences, String fingerprint, boolean inSession,
                   RunTerms terms, TranscriptPolicy transcript) {
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
        if (conversation.stream().noneMatch(message -> message.role() == Role.USER || message.role() == Role.TOOL)) {
            throw new IllegalArgumentException("a turn needs a user message or a tool's result");
        }
    }

    /** A turn that makes its session where it is not known yet, in the foreground, with the usual ties. */
    public Turn(String source, String model, List<Message> system, List<Message> conversation, List<JsonObject> clientTools,
                JsonObject parameters, boolean stream, boolean task, Preferences preferences, String fingerprint) {
        this(source, model, system, conversation, clientTools, parameters, stream, task, preferences, fingerprint, false);
    }

    /** A turn in the foreground, with the usual ties. */
    public Turn(String source, String model, List<Message> system, List<Message> conversation, List<JsonObject> clientTools,
                JsonObject parameters, boolean stream, boolean task, Preferences preferences, String fingerprint, boolean inSession) {
        this(source, model, system, conversation, clientTools, parameters, stream, task, preferences, fingerprint, inSession,
                RunTerms.FOREGROUND, TranscriptPolicy.DEFAULT);
    }

    public Turn withTerms(RunTerms others) {
        return new Turn(source, model, system, conversation, clientTools, parameters, stream, task, preferences, fingerprint, inSession,
                others, transcript);
    }

    public Turn withTranscript(TranscriptPolicy others) {
        return new Turn(source, model, system, conversation, clientTools, parameters, stream, task, preferences, fingerprint, inSession,
                terms, others);
    }

    /** What stands before the input. */
    public List<Message> history() {
        return conversation.subList(0, inputStart());
    }

    /** From the last user message on: that alone, or with the tool calls and results that continue it. Never empty. */
    public List<Message> input() {
        return conversation.subList(inputStart(), conversation.size());
    }

    /** Whether the client insists on its own tools being called: then the server's are not offered. */
    public boolean forcesToolChoice() {
        JsonValue choice = parameters.get("tool_choice");
        return choice != null && !(choice instanceof JsonString mode && List.of("auto", "none").contains(mode.getString()));
    }

    private int inputStart() {
        return Math.max(0, Message.lastUser(conversation));
    }
}
