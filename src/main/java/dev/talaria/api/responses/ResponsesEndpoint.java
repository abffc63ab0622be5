package dev.talaria.api.responses;

import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.tool.PassedOverLog;
import dev.talaria.api.items.Item;
import dev.talaria.api.items.ItemFormat;
import dev.talaria.api.items.References;
import dev.talaria.api.items.TurnItems;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.response.ResponseHead;
import dev.talaria.response.ResponseStatus;
import dev.talaria.run.Run;
import dev.talaria.run.Started;
import dev.talaria.scope.Preferences;
import dev.talaria.session.Node;
import java.util.List;

/** OpenAI's Responses API: whole, streamed and in the background. Safe for many threads. */
public final class ResponsesEndpoint implements Endpoint {
    private static final String PATH = "/v1/responses";
    /** What a token of English text comes to, where nobody but the model's maker can count. */
    private static final int CHARACTERS_A_TOKEN = 4;

    private final ResponseParts parts;
    private final LiveResponses live = new LiveResponses();
    private final PassedOverLog passedOver = new PassedOverLog();
    private final ResponseContextResolver contexts;
    private final ResponseTurns turns;
    private final ResponseReader reader;

    public ResponsesEndpoint(ResponseParts parts) {
        this.parts = parts;
        References references = new References(parts.responses(), parts.sessions());
        this.contexts = new ResponseContextResolver(parts.responses(), parts.conversations(), references, live::isUnderWay, parts.clock());
        this.turns = new ResponseTurns(parts.responses(), parts.conversations(), parts.nodes(), live, parts.clock());
        this.reader = new ResponseReader(parts, live);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("responses", PATH, this::create).with("responses_api", "responses_streaming", "background_responses"),
                Route.post("response_input_tokens", PATH + "/input_tokens", this::countInput),
                Route.get("response_get", PATH + "/{response}", reader::get),
                Route.delete("response_delete", PATH + "/{response}", reader::delete),
                Route.post("response_cancel", PATH + "/{response}/cancel", reader::cancel),
                Route.get("response_input_items", PATH + "/{response}/input_items", reader::inputItems));
    }

    private void create(Exchange exchange) {
        ResponseRequest request = ResponseRequest.parse(exchange.body());
        passedOver.note(exchange.key(), request.passedOver());
        ResponseContext context = contexts.of(exchange.scope(request.facts()), request);
        String model = parts.agents().named(request.model());
        Preferences preferences = exchange.preferences();
        boolean task = preferences.task() != null || parts.agents().isTask(model) || isTask(request, context);
        Turn turn = turns.turn(request, context, model, task, preferences, exchange.fingerprint());
        Started started = parts.agent().start(context.scope(), turn);
        Run run = started.run();
        ResponseHead head = ResponseTurns.head(request, context, preferences, run.head());
        LiveResponses.Live response = new LiveResponses.Live(head, run, request.settings().encryptedReasoning(), sent(head, run, turn));
        if (started.replayed()) {
            exchange.responseHeader("Idempotency-Replayed", "true");
        } else if (request.store() && !task) {
            live.add(response);
        }
        if (turn.terms().durable()) {
            background(exchange, request, response, started);
        } else if (request.stream()) {
            exchange.stream(run, response.renderer(-1), Preferences.Disconnect.CANCEL);
        } else {
            exchange.reply(run, run.outcome().thenApply(end -> whole(response, end)));
        }
    }

    /** What goes on from something said before is no task, whatever it says. */
    private boolean isTask(ResponseRequest request, ResponseContext context) {
        return !request.background() && request.previous() == null && request.conversation() == null
                && parts.taskPatterns().match(request.stream(), !request.settings().tools().isEmpty(),
                        context.messages().stream().filter(message -> !message.role().isSystem()).toList());
    }

    private static List<Item> sent(ResponseHead head, Run run, Turn turn) {
        return TurnItems.sent(turn.conversation().stream()
                .map(message -> new Node("", null, message, true, false, run.id().toString(), run.created())).toList(),
                ItemFormat.of(head.echo()));
    }

    /** A failure is an HTTP error; whoever cancelled a response is shown it. */
    private static Reply whole(LiveResponses.Live response, RunEnded end) {
        ResponseRenderer rendered = response.rendered();
        if (end instanceof RunEnded.RunFailed failed) {
            throw failed.problem().asException();
        }
        if (end instanceof RunEnded.RunCancelled cancelled && cancelled.problem().code() != ErrorCode.RUN_INTERRUPTED) {
            throw cancelled.problem().asException();
        }
        return Reply.ok(rendered.response());
    }

    private void background(Exchange exchange, ResponseRequest request, LiveResponses.Live response, Started started) {
        Run run = started.run();
        ResponseHead head = response.head();
        if (started.replayed() && !request.stream()) {
            exchange.reply(reader.show(exchange, head.id()));
            return;
        }
        if (request.stream() && run.isBrokenOff()) {
            throw run.outcome().toCompletableFuture().join().failure().orElseThrow().asException();
        }
        if (request.stream()) {
            exchange.follow(run, response.renderer(-1), -1);
        } else {
            exchange.reply(run, run.accepted().thenApply(done -> Reply.ok(ResponseJson.of(head, ResponseStatus.QUEUED, List.of(), null))));
        }
    }

    /** An estimate: the input, what stands before it, and the instructions, by their length. */
    private void countInput(Exchange exchange) {
        ResponseRequest request = ResponseRequest.parse(exchange.body());
        ResponseContext context = contexts.of(exchange.scope(request.facts()), request);
        long characters = TextLength.of(context, parts.sessions());
        exchange.reply(Reply.ok(Json.object(json -> json.write("object", "response.input_tokens")
                .write("input_tokens", (characters + CHARACTERS_A_TOKEN - 1) / CHARACTERS_A_TOKEN))));
    }
}
