package dev.talaria.response;

import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.session.AttachMode;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.HistoryWindow;
import dev.talaria.session.SessionStore;
import dev.talaria.session.Transcript;
import java.util.List;
import java.util.stream.Stream;

/** Measures the text of a prompt, without the agent's system prompt and memory. */
final class TextLength {
    private TextLength() {
    }

    /** Returns the length in characters. Blocks for the database. */
    static long of(ResponseContext context, SessionStore sessions) {
        Transcript stored = sessions.load(context.scope().session(), HistoryWindow.of(context.attachMode(), context.messages().size()));
        BranchPoint branchPoint = context.attachMode() instanceof AttachMode.After after
                ? stored.placeAfter(after.node(), context.messages())
                : stored.placeAtHead(context.messages());
        List<Message> told = context.attachMode() instanceof AttachMode.ByHistory ? context.messages() : branchPoint.prompt();
        long instructions = context.instructions() == null ? 0 : context.instructions().length();
        return instructions + told.stream().flatMapToLong(message -> Stream.concat(Stream.of(message.text()),
                message.toolCalls().stream().map(ToolCall::arguments)).mapToLong(String::length)).sum();
    }
}
