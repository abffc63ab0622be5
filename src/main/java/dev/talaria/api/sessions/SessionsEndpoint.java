package dev.talaria.api.sessions;

import dev.talaria.agent.Agents;
import dev.talaria.agent.catalog.RouteTarget;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.CommonFields;
import dev.talaria.audit.AuditAction;
import dev.talaria.json.JsonBody;
import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.response.ErasedSession;
import dev.talaria.run.stored.RunErasure;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.CatalogStore;
import dev.talaria.session.NewSession;
import dev.talaria.session.Session;
import dev.talaria.session.SessionEdits;
import dev.talaria.session.SessionSearch;
import dev.talaria.session.SessionStore;
import dev.talaria.store.Write;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The sessions of the caller's owner; those of other owners are not found. Immutable, safe for many threads. */
public final class SessionsEndpoint implements Endpoint {
    static final String PARAMETER = "session_id";
    static final String ONE = "/api/sessions/{" + PARAMETER + "}";

    private final SessionStore transcripts;
    private final CatalogStore catalog;
    private final SessionEdits edits;
    private final MemoryProvider memory;
    private final RunErasure runs;
    private final Executor memoryCalls;
    private final Agents agents;
    private final Supplier<String> newIds;

    /**
     * @param runs        erases what runs hold of an erased session
     * @param memoryCalls runs blocking memory calls; bounded
     * @param newIds      generates the ids of sessions for which a client chose none
     */
    public SessionsEndpoint(SessionStore transcripts, CatalogStore catalog, SessionEdits edits, MemoryProvider memory,
                            RunErasure runs, Executor memoryCalls, Agents agents, Supplier<String> newIds) {
        this.transcripts = Objects.requireNonNull(transcripts);
        this.catalog = Objects.requireNonNull(catalog);
        this.edits = Objects.requireNonNull(edits);
        this.memory = Objects.requireNonNull(memory);
        this.runs = Objects.requireNonNull(runs);
        this.memoryCalls = Objects.requireNonNull(memoryCalls);
        this.agents = Objects.requireNonNull(agents);
        this.newIds = Objects.requireNonNull(newIds);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("sessions", "/api/sessions", this::list).with("session_resources"),
                Route.post("session_create", "/api/sessions", this::create),
                Route.get("session", ONE, this::show),
                Route.patch("session_update", ONE, this::change),
                Route.delete("session_delete", ONE, this::delete).audited(AuditAction.SESSION_DELETE),
                Route.get("session_messages", ONE + "/messages", this::messages),
                Route.get("session_export", ONE + "/export", this::export).audited(AuditAction.SESSION_EXPORT),
                Route.post("session_model_lock", ONE + "/model", this::lock).with("session_model_lock"),
                Route.delete("session_model_unlock", ONE + "/model", this::unlock),
                Route.post("session_fork", ONE + "/fork", this::fork).with("session_fork"));
    }

    private void list(Exchange exchange) {
        SessionSearch search = ListRequest.parse(exchange::query);
        exchange.reply(SessionReply.of(search, catalog.page(exchange.scope(BodyFacts.NONE), search)));
    }

    private void create(Exchange exchange) {
        CreateRequest request = CreateRequest.parse(exchange.bodyOrEmpty());
        Agents.Chosen chosen = agents.choose(exchange.agent(), request.model().orElse(null), null, exchange.key().policy().grants());
        RequestScope scope = exchange.scope(request.id().orElseGet(newIds), BodyFacts.NONE, chosen.agent());
        RouteTarget lock = !request.locked() ? null : checked(exchange, chosen.agent(),
                agents.lock(request.model().orElse(null), request.provider().orElse(null)));
        edits.create(new NewSession(scope.session(), request.title().orElse(null), request.systemPrompt().orElse(null), chosen.name(),
                chosen.agent(), lock == null ? null : lock.toString(), scope.caller().apiKey()));
        exchange.reply(SessionReply.of(201, find(scope)));
    }

    private RouteTarget checked(Exchange exchange, String agent, RouteTarget lock) {
        agents.check(exchange.key().policy().grants(), agent, lock);
        return lock;
    }

    private void lock(Exchange exchange) {
        Session session = session(exchange);
        JsonBody body = exchange.body();
        RouteTarget lock = checked(exchange, session.agent(), agents.lock(CommonFields.model(body).orElse(null),
                CommonFields.provider(body).orElse(null)));
        edits.lock(session.ref(), lock.toString());
        exchange.reply(SessionReply.lock(session.ref().id(), lock));
    }

    private void unlock(Exchange exchange) {
        Session session = session(exchange);
        edits.lock(session.ref(), null);
        exchange.reply(SessionReply.lock(session.ref().id(), null));
    }

    private void show(Exchange exchange) {
        exchange.reply(SessionReply.of(200, session(exchange)));
    }

    private void change(Exchange exchange) {
        edits.change(session(exchange).ref(), ChangeRequest.parse(exchange.body()));
        exchange.reply(SessionReply.of(200, session(exchange)));
    }

    private void delete(Exchange exchange) {
        SessionRef session = session(exchange).ref();
        if (exchange.query("memory").filter("true"::equals).isPresent()) {
            exchange.replyFromMemory(() -> {
                Write everything = MemoryCatalog.of(memory).forget(session).and(ErasedSession.of(session));
                runs.session(session);
                edits.delete(session, everything);
                return SessionReply.deleted(session.id());
            }, memoryCalls);
        } else {
            edits.delete(session, Write.NOTHING);
            exchange.reply(SessionReply.deleted(session.id()));
        }
    }

    private void messages(Exchange exchange) {
        Session session = session(exchange);
        boolean branches = exchange.query("branches").filter("all"::equals).isPresent();
        exchange.reply(Messages.list(session, transcripts.read(session.ref()), branches));
    }

    private void export(Exchange exchange) {
        Session session = session(exchange);
        exchange.reply(Messages.export(session, transcripts.read(session.ref())));
    }

    private void fork(Exchange exchange) {
        Session source = session(exchange);
        ForkRequest request = ForkRequest.parse(exchange.bodyOrEmpty());
        RequestScope copy = exchange.scope(request.id().orElseGet(newIds), BodyFacts.NONE);
        edits.fork(source, copy.session(), copy.caller().apiKey(), request.title().orElse(null),
                request.path(source, transcripts.read(source.ref())));
        exchange.reply(SessionReply.of(201, find(copy)));
    }

    /** Returns the session in the path. */
    private Session session(Exchange exchange) {
        return find(exchange.scope(exchange.parameter(PARAMETER), BodyFacts.NONE));
    }

    private Session find(RequestScope asker) {
        return catalog.find(asker).orElseThrow(() -> SessionEdits.notFound(asker.session().id()));
    }
}
