package dev.talaria.api.chat;

import dev.talaria.agent.Agents;
import dev.talaria.agent.RunStarter;
import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.request.TaskPatterns;
import dev.talaria.api.http.tool.PassedOverLog;
import dev.talaria.run.Run;
import dev.talaria.run.RunTerms;
import dev.talaria.run.Started;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.tool.Toolsets;
import java.util.List;

/** OpenAI's chat completions, whole and streamed. Safe for many threads. */
public final class ChatEndpoint implements Endpoint {
    private final RunStarter agent;
    private final Agents agents;
    private final Toolsets tools;
    private final TaskPatterns taskPatterns;
    private final PassedOverLog passedOver = new PassedOverLog();

    public ChatEndpoint(RunStarter agent, Agents agents, Toolsets tools, TaskPatterns taskPatterns) {
        this.agent = agent;
        this.agents = agents;
        this.tools = tools;
        this.taskPatterns = taskPatterns;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("chat_completions", "/v1/chat/completions", this::create)
                .with("chat_completions", "chat_completions_streaming", "reasoning_streaming", "tool_progress_events", "client_tools"));
    }

    private void create(Exchange exchange) {
        ChatRequest request = ChatRequest.parse(exchange.body(), tools.names());
        passedOver.note(exchange.key(), request.passedOver());
        Agents.Chosen chosen = agents.choose(exchange.agent(), request.model(), request.provider(), exchange.key().policy().grants());
        RequestScope scope = exchange.scope(request.facts(), chosen.agent());
        String model = chosen.name();
        Preferences preferences = exchange.preferences();
        boolean task = isTask(request, chosen, preferences);
        boolean detached = preferences.disconnect() == Preferences.Disconnect.DETACH && !task;
        Turn turn = request.turn(model, task, preferences, exchange.fingerprint())
                .withTerms(detached ? RunTerms.DETACHED : RunTerms.FOREGROUND).withChoice(chosen.choice());
        Started started = agent.start(scope, turn);
        if (started.replayed()) {
            exchange.responseHeader("Idempotency-Replayed", "true");
        }
        Run run = started.run();
        ChatHead head = ChatHead.of(run, model);
        if (request.stream()) {
            ToolProgress progress = new ToolProgress(tools, preferences.toolProgress());
            ChatRenderer renderer = new ChatRenderer(head, request.includeUsage(), progress, request.freeform());
            exchange.stream(run, renderer, Preferences.Disconnect.CANCEL);
        } else {
            exchange.reply(run, run.outcome().thenApply(end -> ChatCompletion.of(head, end, request.freeform())));
        }
    }

    private boolean isTask(ChatRequest request, Agents.Chosen chosen, Preferences preferences) {
        return preferences.task() != null || chosen.task()
                || taskPatterns.match(request.stream(), !request.tools().isEmpty(), request.conversation());
    }
}
