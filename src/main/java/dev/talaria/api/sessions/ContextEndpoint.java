package dev.talaria.api.sessions;

import dev.talaria.agent.Agents;
import dev.talaria.agent.ContextReports;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.json.Json;
import dev.talaria.scope.RequestScope;
import dev.talaria.session.CatalogStore;
import dev.talaria.session.Session;
import dev.talaria.session.SessionEdits;
import java.util.List;
import java.util.Objects;

/** What a session's next turn would fill the model's context window with. Immutable, safe for many threads. */
public final class ContextEndpoint implements Endpoint {
    private final CatalogStore catalog;
    private final Agents agents;
    private final ContextReports reports;

    public ContextEndpoint(CatalogStore catalog, Agents agents, ContextReports reports) {
        this.catalog = Objects.requireNonNull(catalog);
        this.agents = Objects.requireNonNull(agents);
        this.reports = Objects.requireNonNull(reports);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("session_context", SessionsEndpoint.ONE + "/context", this::show).with("session_context"));
    }

    private void show(Exchange exchange) {
        RequestScope scope = exchange.scope(exchange.parameter(SessionsEndpoint.PARAMETER), BodyFacts.NONE);
        Session session = catalog.find(scope).orElseThrow(() -> SessionEdits.notFound(scope.session().id()));
        NamedAgent agent = agents.agentOrDefault(session.agent());
        String model = agent.route().get(0).model();
        ContextReports.Report report = reports.of(scope, agent);
        exchange.reply(Reply.ok(Json.object(json -> {
            json.write("object", "hermes.session.context").write("session_id", session.ref().id()).write("model", model);
            if (report.window() > 0) {
                json.write("window", report.window());
            } else {
                json.writeNull("window");
            }
            json.writeStartObject("tokens").write("system", report.system()).write("tools", report.tools())
                    .write("memory", report.memory()).write("history", report.history()).write("summary", report.summary()).writeEnd();
            json.write("summarised", report.summarised());
        })));
    }
}
