package dev.talaria.api.responses;

import dev.talaria.agent.Agents;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.CommonFields;
import dev.talaria.api.http.request.TaskPatterns;
import dev.talaria.api.http.tool.PassedOverLog;
import dev.talaria.api.items.References;
import dev.talaria.audit.AuditAction;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.response.BackgroundEnds;
import dev.talaria.response.LiveResponse;
import dev.talaria.response.ResponseContext;
import dev.talaria.response.ResponseHead;
import dev.talaria.response.ResponseService;
import dev.talaria.response.ResponseStatus;
import dev.talaria.response.ResponseTerms;
import dev.talaria.run.Run;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.tool.Toolsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** OpenAI's Responses API: whole, streamed and in the background. Safe for many threads. */
public final class ResponsesEndpoint implements Endpoint {
    private static final String PATH = "/v1/responses";
    /** An estimate for English text, because only the model's maker can count tokens. */
    private static final int CHARACTERS_A_TOKEN = 4;

    private final ResponseService responses;
    private final Agents agents;
    private final References references;
    private final TaskPatterns taskPatterns;
    private final Function<NamedAgent, Toolsets> toolsets;
    private final PassedOverLog passedOver = new PassedOverLog();
    private final ResponseReader reader;

    /** @param toolsets returns the server's tools that an agent is offered */
    public ResponsesEndpoint(ResponseService responses, Agents agents, References references, TaskPatterns taskPatterns,
                             Function<NamedAgent, Toolsets> toolsets) {
        this.responses = Objects.requireNonNull(responses);
        this.agents = Objects.requireNonNull(agents);
        this.references = Objects.requireNonNull(references);
        this.taskPatterns = Objects.requireNonNull(taskPatterns);
        this.toolsets = Objects.requireNonNull(toolsets);
        this.reader = new ResponseReader(responses);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("responses", PATH, this::create).with("responses_api", "responses_streaming", "background_responses"),
                Route.post("response_input_tokens", PATH + "/input_tokens", this::countInput),
                Route.get("response_get", PATH + "/{response}", reader::get),
                Route.delete("response_delete", PATH + "/{response}", reader::delete).audited(AuditAction.RESPONSE_DELETE),
                Route.post("response_cancel", PATH + "/{response}/cancel", reader::cancel),
                Route.get("response_input_items", PATH + "/{response}/input_items", reader::inputItems));
    }

    private void create(Exchange exchange) {
        JsonBody body = exchange.body();
        Agents.Chosen chosen = chosen(exchange, body);
        ResponseRequest request = request(body, chosen);
        passedOver.note(exchange.key(), request.passedOver());
        ResponseContext context = context(exchange, request, chosen.agent());
        String model = chosen.name();
        Preferences preferences = exchange.preferences();
        boolean task = preferences.task() != null || chosen.task() || isTask(request, context);
        Turn turn = new Turn(BackgroundEnds.SOURCE, model, context.system(), context.conversational(), request.settings().tools(),
                request.settings().parameters(), request.stream() || request.background(), task, preferences, exchange.fingerprint())
                .withChoice(chosen.choice());
        ResponseTerms terms = request.terms(task, preferences);
        LiveResponse response = responses.start(context, turn, terms);
        Run run = response.run();
        if (response.replayed()) {
            exchange.responseHeader("Idempotency-Replayed", "true");
        }
        if (terms.durable()) {
            durable(exchange, request, response);
        } else if (request.stream()) {
            exchange.stream(run, ResponseRenderer.of(response, -1), Preferences.Disconnect.CANCEL);
        } else {
            exchange.reply(run, run.outcome().thenApply(end -> whole(response, end)));
        }
    }

    private Agents.Chosen chosen(Exchange exchange, JsonBody body) {
        return agents.choose(exchange.agent(), CommonFields.model(body).orElse(null), CommonFields.provider(body).orElse(null),
                exchange.key().policy().grants());
    }

    private ResponseRequest request(JsonBody body, Agents.Chosen chosen) {
        return ResponseRequest.parse(body, toolsets.apply(agents.agent(chosen.agent())).names());
    }

    private ResponseContext context(Exchange exchange, ResponseRequest request, @Nullable String agent) {
        RequestScope asked = exchange.scope(request.facts(), agent);
        return responses.context(asked, request.wish(), references.resolve(asked, request.items()));
    }

    /** Returns whether the request is a background task; one that continues a conversation never is, whatever its text. */
    private boolean isTask(ResponseRequest request, ResponseContext context) {
        return !request.background() && request.previous() == null && request.conversation() == null
                && taskPatterns.match(request.stream(), !request.settings().tools().isEmpty(),
                        context.messages().stream().filter(message -> !message.role().isSystem()).toList());
    }

    /** Returns the complete reply: a failure is an HTTP error, while a cancelled response is shown. */
    private static Reply whole(LiveResponse response, RunEnded end) {
        ResponseRenderer rendered = ResponseRenderer.rendered(response);
        if (end instanceof RunEnded.RunFailed failed) {
            throw failed.problem().asException();
        }
        if (end instanceof RunEnded.RunCancelled cancelled && cancelled.problem().code() != ErrorCode.RUN_INTERRUPTED) {
            throw cancelled.problem().asException();
        }
        return Reply.ok(rendered.response());
    }

    private void durable(Exchange exchange, ResponseRequest request, LiveResponse response) {
        Run run = response.run();
        ResponseHead head = response.head();
        if (request.stream() && run.isBrokenOff()) {
            throw run.outcome().toCompletableFuture().join().failure().orElseThrow().asException();
        }
        if (request.stream()) {
            exchange.follow(run, ResponseRenderer.of(response, -1), -1);
        } else if (response.replayed()) {
            exchange.reply(reader.show(exchange, head.id()));
        } else {
            exchange.reply(run, run.accepted().thenApply(done -> Reply.ok(ResponseJson.of(head, ResponseStatus.QUEUED, List.of(), null))));
        }
    }

    /** Estimates the tokens of the input, the history and the instructions by their length. */
    private void countInput(Exchange exchange) {
        JsonBody body = exchange.body();
        Agents.Chosen chosen = chosen(exchange, body);
        long characters = responses.length(context(exchange, request(body, chosen), chosen.agent()));
        exchange.reply(Reply.ok(Json.object(json -> json.write("object", "response.input_tokens")
                .write("input_tokens", (characters + CHARACTERS_A_TOKEN - 1) / CHARACTERS_A_TOKEN))));
    }
}
