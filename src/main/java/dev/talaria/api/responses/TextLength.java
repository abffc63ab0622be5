package dev.talaria.api.responses;

import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.session.AttachMode;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.HistoryWindow;
import dev.talaria.session.SessionStore;
import dev.talaria.session.Transcript;
import java.util.List;
import java.util.stream.Stream;

/** How much text a model would be given, its own system prompt and memory apart. */
final class TextLength {
    private TextLength() {
    }

    /** In characters; blocks for the database. */
    static long of(Site site, SessionStore sessions) {
        Transcript stored = sessions.load(site.scope().session(), HistoryWindow.of(site.attachMode(), site.messages().size()));
        BranchPoint branchPoint = site.attachMode() instanceof AttachMode.After after ? stored.placeAfter(after.node(), site.messages())
                : stored.placeAtHead(site.messages());
        List<Message> told = site.attachMode() instanceof AttachMode.ByHistory ? site.messages() : branchPoint.prompt();
        long instructions = site.instructions() == null ? 0 : site.instructions().length();
        return instructions + told.stream().flatMapToLong(message -> Stream.concat(Stream.of(message.text()),
                message.toolCalls().stream().map(ToolCall::arguments)).mapToLong(String::length)).sum();
    }
}
