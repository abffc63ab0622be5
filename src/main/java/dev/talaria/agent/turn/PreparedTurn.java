package dev.talaria.agent.turn;

import dev.talaria.agent.context.SummaryBlock;
import dev.talaria.message.DocumentPrompt;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.Transcript;
import dev.talaria.tool.ToolContext;
import java.util.List;
import java.util.StringJoiner;

/**
 * The start of a turn.
 *
 * @param prompt what the model gets: system messages, history, input with its memory
 * @param place  where the turn joins the transcript; null for a turn that is not kept
 * @param retry  whether the input is already stored and unanswered: a turn without output is retried
 * @param epoch  the memory scope's when the turn started
 * @param fence  around the memory that the model got; null if it got none
 * @param stored the transcript that it joins; null if it is not kept, or once the turn was suspended
 */
public record PreparedTurn(List<Message> prompt, BranchPoint place, boolean retry, long epoch, MemoryFence fence, Transcript stored) {
    public PreparedTurn {
        prompt = List.copyOf(prompt);
    }

    /** A turn whose transcript is not known. */
    public PreparedTurn(List<Message> prompt, BranchPoint place, boolean retry, long epoch, MemoryFence fence) {
        this(prompt, place, retry, epoch, fence, null);
    }

    public PreparedTurn withPrompt(List<Message> grown) {
        return new PreparedTurn(grown, place, retry, epoch, fence, stored);
    }

    /**
     * Returns what the user has typed, in this turn and before it.
     *
     * @param grown the prompt with the messages since
     */
    public ToolContext.Asked asked(List<Message> grown) {
        StringJoiner words = new StringJoiner("\n");
        int at = grown.size() - 1;
        for (; at >= 0 && !isAnswer(grown.get(at)); at--) {
            if (grown.get(at).role() == Role.USER) {
                words.add(typed(grown.get(at)));
            }
        }
        String answer = at < 0 ? "" : grown.get(at).text();
        int question = at < 0 ? -1 : Message.lastUser(grown.subList(0, at));
        return new ToolContext.Asked(words.toString(), question < 0 ? answer : typed(grown.get(question)) + "\n" + answer);
    }

    /** Returns whether the message ends a turn: an answer without tool calls. */
    private static boolean isAnswer(Message message) {
        return message.role() == Role.ASSISTANT && message.toolCalls().isEmpty();
    }

    private String typed(Message message) {
        String text = SummaryBlock.leftOut(message.text());
        return DocumentPrompt.question(fence == null ? text : fence.leftOut(text));
    }

    /** Returns a filter that removes echoed memory from one reply of the model. */
    public FenceFilter filter() {
        return fence == null ? FenceFilter.none() : FenceFilter.of(fence);
    }
}
