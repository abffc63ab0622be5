package dev.talaria.api.sessions;

import dev.talaria.agent.Agents;
import dev.talaria.agent.RunStarter;
import dev.talaria.agent.turn.ModelChoice;
import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.error.ErrorCode;
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

    /** Returns the choice with the session's lock, which a request without a model of its own follows. */
    private Agents.Chosen locked(Session session, SessionChatRequest request, Agents.Chosen chosen) {
        boolean named = request.model().isPresent() || request.provider().isPresent();
        if (request.lockRequired() && (session.lock() == null || named
                && !agents.lock(request.model().orElse(null), request.provider().orElse(null)).toString().equals(session.lock()))) {
            throw ErrorCode.MODEL_LOCK_UNAVAILABLE.at("require_model_lock", session.lock() == null ? "The session is not locked to a model"
                    : "The session is locked to another model: " + session.lock());
        }
        return session.lock() == null || named && !request.lockRequired() ? chosen
                : chosen.with(new ModelChoice(chosen.agent(), null, session.lock(), request.lockRequired()));
    }

    private Run start(Exchange exchange, SessionChatRequest request, boolean stream) {
        String id = exchange.parameter(SessionsEndpoint.PARAMETER);
        Session session = catalog.find(exchange.scope(id, request.facts())).orElseThrow(() -> SessionEdits.notFound(id));
        Agents.Chosen chosen = agents.choose(exchange.agent(), request.model().orElse(session.model()), request.provider().orElse(null),
                exchange.key().policy().grants());
        RequestScope scope = exchange.scope(id, request.facts(), chosen.agent());
        Turn turn = request.turn(locked(session, request, chosen), stream, exchange.preferences(), exchange.fingerprint());
        Started started = agent.start(scope, turn);
        if (started.replayed()) {
            exchange.responseHeader("Idempotency-Replayed", "true");
        }
        return started.run();
    }
}
