package dev.talaria.api.runs;

import dev.talaria.agent.Agents;
import dev.talaria.agent.RunStarter;
import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.PageLimit;
import dev.talaria.api.items.References;
import dev.talaria.audit.AuditAction;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.Cancellation;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.response.Chain;
import dev.talaria.response.ResponseStore;
import dev.talaria.run.Approvals;
import dev.talaria.run.Run;
import dev.talaria.run.RunId;
import dev.talaria.run.RunState;
import dev.talaria.run.RunSummary;
import dev.talaria.run.Started;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.run.stored.RunErasure;
import dev.talaria.scope.RequestScope;
import java.util.List;
import java.util.Optional;

/**
 * Submits, shows, stops and steers runs that continue without their caller. Immutable, safe for many threads; reads of an ended run block
 * for the database.
 */
public final class RunsEndpoint implements Endpoint {
    private static final String PATH = "/v1/runs";
    private static final String ONE = PATH + "/{run_id}";

    private final RunStarter agent;
    private final Agents agents;
    private final RunArchive archive;
    private final RunErasure erasure;
    private final ResponseStore responses;
    private final References references;

    /** @param references resolves items that are given by their id */
    public RunsEndpoint(RunStarter agent, Agents agents, RunArchive archive, RunErasure erasure, ResponseStore responses,
                        References references) {
        this.agent = agent;
        this.agents = agents;
        this.archive = archive;
        this.erasure = erasure;
        this.responses = responses;
        this.references = references;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("runs", PATH, this::create).with("run_submission"),
                Route.get("run_list", PATH, this::list),
                Route.get("run_status", ONE, this::status).with("run_status"),
                Route.get("run_events", ONE + "/events", this::events).with("run_events_sse", "run_events_resume", "approval_events"),
                Route.delete("run_delete", ONE, this::delete).audited(AuditAction.RUN_DELETE),
                Route.post("run_stop", ONE + "/stop", this::stop).with("run_stop"),
                Route.post("run_steer", ONE + "/steer", this::steer),
                Route.post("run_approval", ONE + "/approval", this::approve)
                        .audited(AuditAction.RUN_APPROVAL).with("run_approval_response"));
    }

    private void create(Exchange exchange) {
        RunRequest request = RunRequest.parse(exchange.body());
        Agents.Chosen chosen = agents.choose(exchange.agent(), request.model(), request.provider(), exchange.key().policy().grants());
        RequestScope asked = scope(exchange, request, chosen.agent());
        Chain chain = request.previous() == null ? null : Chain.find(responses, asked, request.previous());
        List<Message> messages = references.resolve(asked, request.items());
        Turn turn = request.turn(chain, messages, chosen.name(), exchange.preferences(), exchange.fingerprint())
                .withChoice(chosen.choice());
        Started started = agent.start(chain == null ? asked : chain.scope(asked), turn);
        if (started.replayed()) {
            exchange.responseHeader("Idempotency-Replayed", "true");
        }
        Run run = started.run();
        exchange.reply(run, run.accepted().thenApply(stored -> RunJson.accepted(run.state())));
    }

    private static RequestScope scope(Exchange exchange, RunRequest request, String agent) {
        RequestScope sent = exchange.scope(request.facts(), agent);
        if (request.session() == null) {
            return sent;
        }
        if (sent.caller().anonymous()) {
            throw ErrorCode.SESSION_HEADER_NOT_ALLOWED.at("session_id",
                    "session_id requires API key authentication. Configure TALARIA_API_KEY to enable it.");
        }
        if (!sent.session().derived() && !sent.session().id().equals(request.session())) {
            throw ErrorCode.INVALID_SESSION_ID.at("session_id", "The session ids of body and header differ");
        }
        return exchange.scope(request.session(), request.facts(), agent);
    }

    private void list(Exchange exchange) {
        RunId before = exchange.query("after").map(text -> RunId.parse(text)
                .orElseThrow(() -> ErrorCode.INVALID_VALUE.at("after", "'after' must be the id of a run"))).orElse(null);
        int limit = PageLimit.of(exchange::query);
        List<RunSummary> runs = archive.list(reader(exchange), before, limit + 1);
        exchange.reply(RunJson.list(runs.stream().limit(limit).toList(), runs.size() > limit));
    }

    private void status(Exchange exchange) {
        RunState state = archive.state(reader(exchange), id(exchange));
        exchange.echo(state.session());
        exchange.reply(RunJson.status(state));
    }

    private void events(Exchange exchange) {
        long after = after(exchange);
        Run run = archive.find(reader(exchange), id(exchange));
        if (run.hasEnded() && after >= run.events().shown()) {
            exchange.echo(run.scope().session());
            exchange.reply(Reply.noContent());
        } else {
            exchange.follow(run, new RunRenderer(run.id()), after);
        }
    }

    /** A reconnecting browser repeats the original URL, so the id of its last event takes precedence. */
    private static long after(Exchange exchange) {
        Optional<String> last = exchange.lastEventId();
        String text = last.or(() -> exchange.query("after")).orElse("-1");
        if (!text.matches("-1|[0-9]{1,18}")) {
            throw last.isPresent() ? ErrorCode.INVALID_HEADER.at("Last-Event-ID", "Last-Event-ID must be an integer")
                    : ErrorCode.INVALID_VALUE.at("after", "'after' must be an integer");
        }
        return Long.parseLong(text);
    }

    private void delete(Exchange exchange) {
        RunState state = archive.state(reader(exchange), id(exchange));
        exchange.echo(state.session());
        if (state.end().isEmpty()) {
            throw ErrorCode.RUN_ACTIVE.because("The run is still active; stop it and delete it after its end: " + state.id());
        }
        erasure.run(reader(exchange), state.id());
        exchange.reply(Reply.deleted("hermes.run", state.id().toString()));
    }

    private void stop(Exchange exchange) {
        Run run = active(exchange, ErrorCode.RUN_NOT_ACTIVE);
        run.cancellation().cancel(Cancellation.Reason.STOPPED);
        exchange.reply(RunJson.done(run.id(), "stopping"));
    }

    private void steer(Exchange exchange) {
        JsonBody body = exchange.body();
        String message = body.text("message")
                .orElseThrow(() -> ErrorCode.MISSING_FIELD.at("message", "Missing 'message' field"));
        Run run = active(exchange, ErrorCode.RUN_NOT_ACTIVE);
        if (!run.steering().add(Message.user(message))) {
            throw ended(run.id(), ErrorCode.RUN_NOT_ACTIVE);
        }
        exchange.reply(RunJson.done(run.id(), "steering"));
    }

    private void approve(Exchange exchange) {
        JsonBody body = exchange.body();
        RunState state = archive.state(reader(exchange), id(exchange));
        ApprovalAnswer answer = ApprovalAnswer.parse(body);
        if (state.end().isPresent()) {
            throw ended(state.id(), ErrorCode.APPROVAL_NOT_ACTIVE);
        }
        Run run = active(exchange, ErrorCode.APPROVAL_NOT_ACTIVE);
        if (!Approvals.Choice.among(run.remembersConsent()).contains(answer.choice())) {
            throw ErrorCode.INVALID_APPROVAL_CHOICE.at("choice", "The policy of the run's API key allows no approval beyond one call; "
                    + "expected one of: once, deny");
        }
        int resolved = run.approvals().answer(answer.approvalId(), answer.all(), answer.choice());
        if (resolved == 0) {
            throw ErrorCode.APPROVAL_NOT_PENDING.because("No approval is pending for " + run.id());
        }
        // The answer is in force now; whoever sees this reply can rely on it through a crash of the server too.
        exchange.reply(run, archive.settle(run).told()
                .handle((stored, late) -> RunJson.approval(run.id(), answer.choice().wire(), resolved)));
    }

    /** @param ended the error if the run has ended */
    private Run active(Exchange exchange, ErrorCode ended) {
        Run run = archive.find(reader(exchange), id(exchange));
        exchange.echo(run.scope().session());
        if (run.hasEnded()) {
            throw ended(run.id(), ended);
        }
        return run;
    }

    private static RuntimeException ended(RunId id, ErrorCode code) {
        return code.because("The run is no longer active: " + id);
    }

    private static RunId id(Exchange exchange) {
        String shown = exchange.parameter("run_id");
        return RunId.parse(shown).orElseThrow(() -> RunArchive.unknown(shown));
    }

    private static RequestScope reader(Exchange exchange) {
        return exchange.scope(BodyFacts.NONE);
    }
}
