package dev.talaria.agent.turn;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import java.util.ArrayList;
import java.util.List;

/** The output of a turn so far. Confined to the turn's thread. */
public final class TurnOutput {
    /** Separates the texts of two model calls of one turn, for the reader and in the client's view of a {@code Transcript}. */
    static final String TEXT_SEPARATOR = "\n\n";

    private final List<Message> produced = new ArrayList<>(1);
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final List<String> logprobs = new ArrayList<>(0);
    private Part.Extension extension;
    private String reasoningForm;
    private Usage usage = Usage.NONE;

    /**
     * Restores a stored output.
     *
     * @param said the {@link #output} at that time
     */
    static TurnOutput of(List<Message> produced, Message said, List<String> logprobs, Usage usage) {
        TurnOutput output = new TurnOutput();
        output.produced.addAll(produced);
        for (Part part : said.parts()) {
            if (part instanceof Part.Text words) {
                output.text.append(words.text());
            } else if (part instanceof Part.Reasoning thought) {
                output.reasoning.append(thought.text());
                output.reasoningForm = thought.form();
            } else if (part instanceof Part.Refusal refused) {
                output.refusal.append(refused.text());
            } else if (part instanceof Part.Extension opaque) {
                output.extension = opaque;
            }
        }
        output.logprobs.addAll(logprobs);
        output.usage = usage;
        return output;
    }

    /** Adds a complete reply. */
    public void add(ModelReply reply) {
        say(reply);
        produced.add(reply.message());
    }

    /** Adds the output of an interrupted reply. */
    public void addPartial(ModelReply reply) {
        say(reply);
        Message message = reply.message(List.of());
        if (!message.parts().isEmpty()) {
            produced.add(message);
        }
    }

    /** Adds a reply that was cut within its calls; keeps the calls that the client is shown. */
    public void addCut(ModelReply reply, List<ToolCall> forClient) {
        say(reply);
        produced.add(reply.message(forClient));
    }

    /** Adds a tool's result, or a message that was sent to the running turn. */
    public void add(Message between) {
        produced.add(between);
    }

    private void say(ModelReply reply) {
        text.append(reply.text().isEmpty() ? "" : separator()).append(reply.text());
        if (reply.reasoning() != null) {
            reasoning.append(reply.reasoning().text());
            reasoningForm = reply.reasoning().form();
        }
        refusal.append(reply.refusal());
        logprobs.addAll(reply.logprobs());
        extension = reply.extension();
        usage = usage.plus(reply.usage());
    }

    /** Returns what to send to the reader before the next text. */
    public String separator() {
        return text.isEmpty() ? "" : TEXT_SEPARATOR;
    }

    /** Returns whether the agent has produced any output or tool call. */
    public boolean isAnswer() {
        for (Message message : produced) {
            if (message.role() != Role.USER) {
                return true;
            }
        }
        return false;
    }

    /** Returns the answer's messages for the transcript, tool steps included. */
    public List<Message> produced() {
        return List.copyOf(produced);
    }

    /**
     * Returns what the reader has seen, as one message, with the opaque members of the last reply; those of server tool steps are left out.
     */
    public Message output() {
        List<Part> parts = new ArrayList<>();
        if (!reasoning.isEmpty()) {
            parts.add(new Part.Reasoning(reasoning.toString(), reasoningForm));
        }
        parts.addAll(ModelReply.saidParts(text.toString(), refusal.toString()));
        if (extension != null && (reasoningForm != null || !extension.members().isEmpty())) {
            parts.add(extension);
        }
        return new Message(Role.ASSISTANT, parts, null);
    }

    public String text() {
        return text.toString();
    }

    public List<String> logprobs() {
        return List.copyOf(logprobs);
    }

    public Usage usage() {
        return usage;
    }
}
