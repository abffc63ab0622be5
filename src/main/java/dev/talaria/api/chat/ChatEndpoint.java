package dev.talaria.api.chat;

import dev.talaria.agent.Agents;
import dev.talaria.agent.RunStarter;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.request.CommonFields;
import dev.talaria.api.http.request.TaskPatterns;
import dev.talaria.api.http.tool.PassedOverLog;
import dev.talaria.json.JsonBody;
import dev.talaria.run.Run;
import dev.talaria.run.RunTerms;
import dev.talaria.run.Started;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.tool.Toolsets;
import java.util.List;
import java.util.function.Function;

/** OpenAI's chat completions, whole and streamed. Safe for many threads. */
public final class ChatEndpoint implements Endpoint {
    private final RunStarter agent;
    private final Agents agents;
    private final Function<NamedAgent, Toolsets> toolsets;
    private final TaskPatterns taskPatterns;
    private final PassedOverLog passedOver = new PassedOverLog();

    /** @param toolsets returns the server's tools that an agent is offered */
    public ChatEndpoint(RunStarter agent, Agents agents, Function<NamedAgent, Toolsets> toolsets, TaskPatterns taskPatterns) {
        this.agent = agent;
        this.agents = agents;
        this.toolsets = toolsets;
        this.taskPatterns = taskPatterns;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("chat_completions", "/v1/chat/completions", this::create)
                .with("chat_completions", "chat_completions_streaming", "reasoning_streaming", "tool_progress_events", "client_tools"));
    }

    private void create(Exchange exchange) {
        JsonBody body = exchange.body();
        Agents.Chosen chosen = agents.choose(exchange.agent(), CommonFields.model(body).orElse(null),
                CommonFields.provider(body).orElse(null), exchange.key().policy().grants());
        Toolsets tools = toolsets.apply(agents.agent(chosen.agent()));
        ChatRequest request = ChatRequest.parse(body, tools.names());
        passedOver.note(exchange.key(), request.passedOver());
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
