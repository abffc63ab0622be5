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

/** The conversation of a request, as the model would get it: without the agent's system prompt and memory. */
final class ConversationText {
    private ConversationText() {
    }

    /** Returns the messages in order. Blocks for the database. */
    static List<Message> of(ResponseContext context, SessionStore sessions) {
        Transcript stored = sessions.load(context.scope().session(), HistoryWindow.of(context.attachMode(), context.messages().size()));
        BranchPoint branchPoint = context.attachMode() instanceof AttachMode.After after
                ? stored.placeAfter(after.node(), context.messages())
                : stored.placeAtHead(context.messages());
        return context.attachMode() instanceof AttachMode.ByHistory ? context.messages() : branchPoint.prompt();
    }

    /** Returns the length in characters, with the instructions. Blocks for the database. */
    static long length(ResponseContext context, SessionStore sessions) {
        long instructions = context.instructions() == null ? 0 : context.instructions().length();
        return instructions + of(context, sessions).stream().flatMapToLong(message -> Stream.concat(Stream.of(message.text()),
                message.toolCalls().stream().map(ToolCall::arguments)).mapToLong(String::length)).sum();
    }
}
