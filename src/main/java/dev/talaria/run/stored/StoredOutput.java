package dev.talaria.run.stored;

import dev.talaria.event.RunEnded;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.session.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes a run's output from its stored end, because the messages of its turn hold it, and restores it. */
final class StoredOutput {
    private static final Message NOTHING = new Message(Role.ASSISTANT, List.of(), null);

    private StoredOutput() {
    }

    /** Returns the end without the output that its turn's messages hold. */
    static RunEnded without(RunEnded end) {
        return with(end, NOTHING, List.of()).servedBy(end.runtime());
    }

    /** Returns the original end, with the output taken from the messages of its turn, in order. */
    static RunEnded restored(RunEnded end, List<Node> turn) {
        List<Message> said = turn.stream().filter(node -> !node.fromClient() && node.message().role() == Role.ASSISTANT)
                .map(Node::message).toList();
        Set<String> answered = new HashSet<>();
        turn.forEach(node -> node.message().toolResults().forEach(result -> answered.add(result.callId())));
        List<ToolCall> left = said.stream().flatMap(message -> message.toolCalls().stream())
                .filter(call -> !answered.contains(call.id())).toList();
        return with(end, output(said), left).servedBy(end.runtime());
    }

    private static RunEnded with(RunEnded end, Message output, List<ToolCall> calls) {
        if (end instanceof RunEnded.RunCompleted completed) {
            return new RunEnded.RunCompleted(output, calls, completed.finish(), completed.logprobs(), completed.usage());
        }
        return end instanceof RunEnded.RunFailed failed ? new RunEnded.RunFailed(failed.problem(), output, failed.usage())
                : new RunEnded.RunCancelled(((RunEnded.RunCancelled) end).reason(), output, end.usage());
    }

    /** The output as the reader saw it: one message of all model calls, with the opaque members of the last. */
    private static Message output(List<Message> said) {
        StringBuilder reasoning = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        List<String> texts = new ArrayList<>();
        String form = null;
        Part.Extension extension = null;
        for (Message message : said) {
            extension = null;
            for (Part part : message.parts()) {
                if (part instanceof Part.Reasoning thought) {
                    reasoning.append(thought.text());
                    form = thought.form();
                } else if (part instanceof Part.Text text) {
                    texts.add(text.text());
                } else if (part instanceof Part.Refusal refused) {
                    refusal.append(refused.text());
                } else if (part instanceof Part.Extension opaque) {
                    extension = opaque;
                }
            }
        }
        List<Part> parts = new ArrayList<>();
        if (!reasoning.isEmpty()) {
            parts.add(new Part.Reasoning(reasoning.toString(), form));
        }
        if (!texts.isEmpty()) {
            parts.add(new Part.Text(String.join("\n\n", texts)));
        }
        if (!refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal.toString()));
        }
        if (extension != null && (form != null || !extension.members().isEmpty())) {
            parts.add(extension);
        }
        return new Message(Role.ASSISTANT, parts, null);
    }
}
