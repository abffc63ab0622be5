package dev.talaria.agent;

import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.agent.context.ContextCompaction;
import dev.talaria.agent.context.ContextWindows;
import dev.talaria.agent.context.SummaryBlock;
import dev.talaria.agent.context.TokenEstimate;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.session.AttachMode;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.HistoryWindow;
import dev.talaria.session.SessionStore;
import dev.talaria.session.SummaryStore;
import dev.talaria.session.Transcript;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;

/** Tells what the next turn of a session would fill the model's window with. Blocks for the database; safe for many threads. */
public final class ContextReports {
    private final SessionStore sessions;
    private final ContextCompaction compaction;
    private final ContextWindows windows;
    private final BiFunction<NamedAgent, RequestScope, List<JsonObject>> tools;

    /** @param tools returns those of an agent that a request is offered */
    public ContextReports(SessionStore sessions, ContextCompaction compaction, ContextWindows windows,
                          BiFunction<NamedAgent, RequestScope, List<JsonObject>> tools) {
        this.sessions = sessions;
        this.compaction = compaction;
        this.windows = windows;
        this.tools = tools;
    }

    /**
     * Estimated tokens by kind.
     *
     * @param window     the model's; 0 if unknown
     * @param memory     the most that memory may take
     * @param summary    of the messages that are no longer sent
     * @param summarised how many messages the summary stands for
     */
    public record Report(int window, int system, int tools, int memory, int history, int summary, int summarised) {
    }

    /** Returns the report for a session. */
    public Report of(RequestScope scope, NamedAgent agent) {
        Transcript stored = sessions.load(scope.session(),
                HistoryWindow.of(new AttachMode.ByHistory(Preferences.History.SERVER), 1));
        Message next = Message.user("");
        BranchPoint place = stored.placeAtHead(List.of(next));
        List<Message> whole = place.prompt();
        List<Message> sent = compaction.withSummary(scope.session(), place, stored);
        String summary = sent == whole ? "" : sent.stream().filter(message -> message.role() == Role.USER).findFirst()
                .flatMap(SummaryBlock::of).orElse("");
        int summarised = stored.summaries().stream().filter(made -> made.text().equals(summary)).findFirst()
                .map(SummaryStore.Summary::messages).orElse(0);
        int system = TokenEstimate.of(agent.systemPrompt()) + stored.systemPrompt().map(TokenEstimate::of).orElse(0);
        int offered = TokenEstimate.ofTools(tools.apply(agent, scope));
        int all = TokenEstimate.of(sent);
        int ofSummary = summary.isEmpty() ? 0 : TokenEstimate.of(summary);
        return new Report(windows.of(agent.route().get(0).model()).map(ContextWindows.Window::tokens).orElse(0), system, offered,
                scope.memoryScope().isPresent() ? agent.memory().recallTokens() : 0, Math.max(0, all - ofSummary), ofSummary, summarised);
    }
}
