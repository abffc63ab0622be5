package dev.talaria.api.sessions;

import dev.talaria.agent.Agents;
import dev.talaria.agent.RunStarter;
import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.run.Run;
import dev.talaria.run.Started;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.session.CatalogStore;
import dev.talaria.session.Session;
import dev.talaria.session.SessionEdits;
import java.util.List;
import java.util.Objects;

/** Chat in an existing session, complete and streamed. Immutable, safe for many threads. */
public final class SessionChatEndpoint implements Endpoint {
    private final RunStarter agent;
    private final Agents agents;
    private final CatalogStore catalog;

    public SessionChatEndpoint(RunStarter agent, Agents agents, CatalogStore catalog) {
        this.agent = Objects.requireNonNull(agent);
        this.agents = Objects.requireNonNull(agents);
        this.catalog = Objects.requireNonNull(catalog);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("session_chat", SessionsEndpoint.ONE + "/chat", this::chat).with("session_chat"),
                Route.post("session_chat_stream", SessionsEndpoint.ONE + "/chat/stream", this::stream).with("session_chat_streaming"));
    }

    private void chat(Exchange exchange) {
        Run run = start(exchange, SessionChatRequest.parse(exchange.body()), false);
        exchange.reply(run, run.outcome().thenApply(end -> SessionChatReply.of(run, end)));
    }

    private void stream(Exchange exchange) {
        SessionChatRequest request = SessionChatRequest.parse(exchange.body());
        Run run = start(exchange, request, true);
        exchange.stream(run, new SessionRenderer(run, request.message()), Preferences.Disconnect.CANCEL);
    }

    private Run start(Exchange exchange, SessionChatRequest request, boolean stream) {
        RequestScope scope = exchange.scope(exchange.parameter(SessionsEndpoint.PARAMETER), request.facts());
        Session session = catalog.find(scope.session()).orElseThrow(() -> SessionEdits.notFound(scope.session().id()));
        String model = agents.named(request.model().orElse(session.model()));
        Turn turn = request.turn(model, stream, exchange.preferences(), exchange.fingerprint());
        Started started = agent.start(scope, turn);
        if (started.replayed()) {
            exchange.responseHeader("Idempotency-Replayed", "true");
        }
        return started.run();
    }
}
