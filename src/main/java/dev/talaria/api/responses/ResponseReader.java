package dev.talaria.api.responses;

import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.items.Item;
import dev.talaria.api.items.ItemFormat;
import dev.talaria.api.items.ItemJson;
import dev.talaria.api.items.ItemPage;
import dev.talaria.api.items.TurnItems;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.response.LiveResponse;
import dev.talaria.response.ResponseHead;
import dev.talaria.response.ResponseOutcome;
import dev.talaria.response.ResponseService;
import dev.talaria.response.ResponseStatus;
import dev.talaria.response.StoredResponse;
import dev.talaria.run.Run;
import dev.talaria.scope.RequestScope;
import dev.talaria.session.Node;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows, streams, cancels and deletes existing responses. Immutable, safe for many threads. */
final class ResponseReader {
    private final ResponseService responses;

    ResponseReader(ResponseService responses) {
        this.responses = responses;
    }

    void get(Exchange exchange) {
        String id = id(exchange);
        if (exchange.query("stream").filter("true"::equals).isPresent()) {
            follow(exchange, id);
        } else {
            exchange.reply(show(exchange, id));
        }
    }

    /** Returns the response's current state. */
    Reply show(Exchange exchange, String id) {
        RequestScope asker = exchange.scope(BodyFacts.NONE);
        Optional<LiveResponse> running = responses.live(asker, id);
        return Reply.ok(running.isPresent() ? ResponseRenderer.rendered(running.get()).response()
                : ended(asker, responses.stored(asker, id)));
    }

    private String ended(RequestScope asker, StoredResponse response) {
        ResponseOutcome end = responses.outcome(asker, response).orElse(null);
        List<JsonObject> output = new ArrayList<>(TurnItems.said(responses.turn(response), ItemFormat.of(response.head().echo()),
                response.head().serverTools()).stream().map(Item::json).toList());
        if (end != null && end.status() != ResponseStatus.COMPLETED && !output.isEmpty()) {
            output.add(Json.with(output.remove(output.size() - 1), "status", Json.string(ItemJson.INCOMPLETE)));
        }
        return ResponseJson.of(response.head(), end == null ? ResponseStatus.IN_PROGRESS : end.status(), output, end);
    }

    private void follow(Exchange exchange, String id) {
        RequestScope asker = exchange.scope(BodyFacts.NONE);
        long after = exchange.query("starting_after").map(ResponseReader::sequence).orElse(-1L);
        Optional<LiveResponse> running = responses.live(asker, id);
        if (running.isPresent()) {
            exchange.follow(running.get().run(), ResponseRenderer.of(running.get(), after), -1);
        } else {
            StoredResponse stored = responses.stored(asker, id);
            exchange.follow(responses.replay(asker, stored), new ResponseRenderer(stored.head(), after), -1);
        }
    }

    private static long sequence(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        throw ErrorCode.INVALID_VALUE.at("starting_after", "'starting_after' must be a sequence number");
    }

    /** Replies with the response after its end; one that has already ended does not change. */
    void cancel(Exchange exchange) {
        String id = id(exchange);
        Optional<LiveResponse> running = responses.cancel(exchange.scope(BodyFacts.NONE), id);
        if (running.isEmpty()) {
            exchange.reply(show(exchange, id));
            return;
        }
        LiveResponse response = running.get();
        Run run = response.run();
        exchange.reply(run, run.outcome().thenApply(end -> Reply.ok(ResponseRenderer.rendered(response).response())));
    }

    void delete(Exchange exchange) {
        String id = id(exchange);
        exchange.reply(responses.delete(exchange.scope(BodyFacts.NONE), id)
                .thenApply(done -> Reply.deleted("response", ResponseHead.ID_PREFIX + id)));
    }

    void inputItems(Exchange exchange) {
        String id = id(exchange);
        RequestScope asker = exchange.scope(BodyFacts.NONE);
        Optional<LiveResponse> running = responses.live(asker, id);
        StoredResponse stored = running.isPresent() ? null : responses.stored(asker, id);
        ResponseHead head = stored == null ? running.get().head() : stored.head();
        List<Node> turn = stored == null ? sent(running.get()) : responses.turn(stored);
        exchange.reply(ItemPage.of(exchange).of(TurnItems.sent(turn, ItemFormat.of(head.echo()))));
    }

    private static List<Node> sent(LiveResponse response) {
        Run run = response.run();
        return response.sent().stream().map(message -> new Node("", null, message, true, false, run.id().toString(), run.created()))
                .toList();
    }

    /** The hex digits of the id in the path. */
    private static String id(Exchange exchange) {
        String shown = exchange.parameter("response");
        if (!shown.matches(ResponseHead.ID_PREFIX + "[0-9a-f]{32}")) {
            throw ErrorCode.RESPONSE_NOT_FOUND.because("Response not found: " + shown);
        }
        return shown.substring(ResponseHead.ID_PREFIX.length());
    }
}
