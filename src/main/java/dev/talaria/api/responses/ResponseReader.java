package dev.talaria.api.responses;

import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.items.Item;
import dev.talaria.api.items.ItemFormat;
import dev.talaria.api.items.ItemJson;
import dev.talaria.api.items.ItemPage;
import dev.talaria.api.items.TurnEvents;
import dev.talaria.api.items.TurnItems;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.response.ResponseHead;
import dev.talaria.response.ResponseOutcome;
import dev.talaria.response.ResponseStatus;
import dev.talaria.response.StoredResponse;
import dev.talaria.run.Durability;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.RunState;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.Node;
import dev.talaria.store.Write;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be done with a response that was begun: look at it, follow it, stop it, delete it. Immutable, safe for many threads. */
final class ResponseReader {
    private static final Message NOTHING = new Message(Role.ASSISTANT, List.of(), null);

    private final ResponseParts parts;
    private final LiveResponses live;

    ResponseReader(ResponseParts parts, LiveResponses live) {
        this.parts = parts;
        this.live = live;
    }

    void get(Exchange exchange) {
        String id = id(exchange);
        if (exchange.query("stream").filter("true"::equals).isPresent()) {
            follow(exchange, id);
        } else {
            exchange.reply(show(exchange, id));
        }
    }

    /** As it stands now. */
    Reply show(Exchange exchange, String id) {
        RequestScope asker = exchange.scope(BodyFacts.NONE);
        Optional<LiveResponses.Live> running = live.find(asker.session(), id);
        return Reply.ok(running.isPresent() ? running.get().rendered().response() : ended(asker, stored(asker.session(), id)));
    }

    private StoredResponse stored(SessionRef asker, String id) {
        return parts.responses().find(asker.tenant(), asker.owner(), id).orElseThrow(() -> unknown(id));
    }

    private String ended(RequestScope asker, StoredResponse response) {
        ResponseOutcome end = response.outcome().or(() -> outcome(asker, response.head())).orElse(null);
        List<Node> turn = parts.sessions().turn(response.head().session(), run(response.head().id()).toString(), response.node());
        List<JsonObject> output = new ArrayList<>(TurnItems.said(turn, ItemFormat.of(response.head().echo()),
                response.head().serverTools()).stream().map(Item::json).toList());
        if (end != null && end.status() != ResponseStatus.COMPLETED && !output.isEmpty()) {
            output.add(Json.with(output.remove(output.size() - 1), "status", Json.string(ItemJson.INCOMPLETE)));
        }
        return ResponseJson.of(response.head(), end == null ? ResponseStatus.IN_PROGRESS : end.status(), output, end);
    }

    /** Of a response that has no end of its own yet; one whose run nobody knows any more will never have another. */
    private Optional<ResponseOutcome> outcome(RequestScope asker, ResponseHead head) {
        try {
            RunState state = parts.runs().state(asker, run(head.id()));
            return state.end().map(end -> ResponseOutcome.of(end, state.updated()));
        } catch (ApiException e) {
            if (e.code() != ErrorCode.RUN_NOT_FOUND) {
                throw e;
            }
            Problem lost = Problem.of(ErrorCode.SERVER_RESTARTED, "The server was restarted while the response was under way");
            return Optional.of(ResponseOutcome.of(new RunEnded.RunFailed(lost, NOTHING, Usage.NONE), head.created()));
        }
    }

    private void follow(Exchange exchange, String id) {
        RequestScope asker = exchange.scope(BodyFacts.NONE);
        long after = exchange.query("starting_after").map(ResponseReader::sequence).orElse(-1L);
        Optional<LiveResponses.Live> running = live.find(asker.session(), id);
        if (running.isPresent()) {
            exchange.follow(running.get().run(), running.get().renderer(after), -1);
        } else {
            StoredResponse stored = stored(asker.session(), id);
            exchange.follow(run(asker, stored), new ResponseRenderer(stored.head(), after), -1);
        }
    }

    /** With its events as they were, where they are kept; else told anew from what was said, each piece whole. */
    private Run run(RequestScope asker, StoredResponse response) {
        Optional<Run> kept = kept(asker, response.head().id()).filter(run -> run.head().durable());
        return kept.orElseGet(() -> replay(asker, response));
    }

    /** Empty where nothing is known of the run any more. */
    private Optional<Run> kept(RequestScope asker, String id) {
        try {
            return Optional.of(parts.runs().find(asker, run(id)));
        } catch (ApiException e) {
            if (e.code() == ErrorCode.RUN_NOT_FOUND || e.code() == ErrorCode.EVENTS_EXPIRED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Run replay(RequestScope asker, StoredResponse response) {
        ResponseHead head = response.head();
        List<Node> turn = parts.sessions().turn(head.session(), run(head.id()).toString(), response.node());
        ResponseOutcome outcome = response.outcome().or(() -> outcome(asker, head)).orElseThrow();
        List<AgentEvent> events = new ArrayList<>(TurnEvents.of(head.model(), turn));
        events.add(outcome.asEnd(NOTHING));
        RunHead run = new RunHead(run(head.id()), asker.withSession(head.session()), BackgroundEnds.SOURCE, head.model(),
                Durability.FOREGROUND, head.created());
        return Run.replay(run, events, outcome.ended());
    }

    private static long sequence(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        throw ErrorCode.INVALID_VALUE.at("starting_after", "'starting_after' must be a sequence number");
    }

    /** Answers with the response as it ended; one that has ended already stays as it is. */
    void cancel(Exchange exchange) {
        String id = id(exchange);
        Optional<LiveResponses.Live> running = live.find(exchange.scope(BodyFacts.NONE).session(), id);
        if (running.isEmpty()) {
            stopTakenUp(exchange.scope(BodyFacts.NONE), id);
            exchange.reply(show(exchange, id));
            return;
        }
        LiveResponses.Live response = running.get();
        response.run().cancellation().cancel(Cancellation.Reason.STOPPED);
        exchange.reply(response.run(), response.run().outcome().thenApply(end -> Reply.ok(response.rendered().response())));
    }

    /** With its turn, whose place in the conversation closes. */
    void delete(Exchange exchange) {
        String id = id(exchange);
        SessionRef asker = exchange.scope(BodyFacts.NONE).session();
        Optional<LiveResponses.Live> running = live.find(asker, id);
        ResponseHead head = running.map(LiveResponses.Live::head).orElseGet(() -> stored(asker, id).head());
        running.ifPresent(response -> {
            live.discard(id);
            response.run().cancellation().cancel(Cancellation.Reason.STOPPED);
        });
        stopTakenUp(exchange.scope(BodyFacts.NONE), id);
        Write gone = parts.responses().delete(head).and(parts.nodes().removeTurn(head.session(), run(id).toString()));
        exchange.reply(parts.commits().submit(gone).thenApply(done -> Reply.deleted("response", ResponseHead.ID_PREFIX + id)));
    }

    /** One that an earlier server began is known by its run alone. */
    private void stopTakenUp(RequestScope asker, String id) {
        kept(asker, id).filter(run -> !run.hasEnded()).ifPresent(run -> run.cancellation().cancel(Cancellation.Reason.STOPPED));
    }

    void inputItems(Exchange exchange) {
        String id = id(exchange);
        SessionRef asker = exchange.scope(BodyFacts.NONE).session();
        Optional<LiveResponses.Live> running = live.find(asker, id);
        List<Item> items = running.map(LiveResponses.Live::sent).orElseGet(() -> {
            StoredResponse stored = stored(asker, id);
            ResponseHead head = stored.head();
            return TurnItems.sent(parts.sessions().turn(head.session(), run(id).toString(), stored.node()), ItemFormat.of(head.echo()));
        });
        exchange.reply(ItemPage.of(exchange).of(items));
    }

    private static RunId run(String id) {
        return new RunId(id);
    }

    /** The hex digits of the id in the path. */
    private static String id(Exchange exchange) {
        String shown = exchange.parameter("response");
        if (!shown.matches(ResponseHead.ID_PREFIX + "[0-9a-f]{32}")) {
            throw ErrorCode.RESPONSE_NOT_FOUND.because("Response not found: " + shown);
        }
        return shown.substring(ResponseHead.ID_PREFIX.length());
    }

    private static ApiException unknown(String id) {
        return ErrorCode.RESPONSE_NOT_FOUND.because("Response not found: " + ResponseHead.ID_PREFIX + id);
    }
}
