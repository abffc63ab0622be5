package dev.talaria.testing;

import dev.talaria.api.http.BodyFacts;
import dev.talaria.api.http.EventRenderer;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Reply;
import dev.talaria.api.http.SseFrame;
import dev.talaria.event.EventStream;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.run.Run;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import jakarta.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** An exchange without a server: it keeps what an endpoint did with it. A run must have ended before it is replied or streamed. */
public final class RecordedExchange extends Exchange {
    public static final RequestScope SCOPE = new RequestScope("req-1", new Caller("default", "test", false),
            SessionRef.named("default", "", "s-1"), null, Identity.NONE, null, null);

    private final String body;
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private final StringBuilder streamed = new StringBuilder();
    private Preferences preferences = Preferences.DEFAULT;
    private BodyFacts facts;
    private Reply reply;
    private Preferences.Disconnect disconnect;

    public RecordedExchange(String body) {
        this.body = body;
    }

    public RecordedExchange with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    public RecordedExchange with(Preferences wishes) {
        preferences = wishes;
        return this;
    }

    public BodyFacts facts() {
        return facts;
    }

    public Reply reply() {
        return reply;
    }

    public JsonObject json() {
        return Json.parse(reply.json()).asJsonObject();
    }

    public String streamed() {
        return streamed.toString();
    }

    public Preferences.Disconnect disconnect() {
        return disconnect;
    }

    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public String parameter(String name) {
        return parameters.get(name);
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.empty();
    }

    @Override
    public JsonBody body() {
        return JsonBody.parse(Json.bytes(body));
    }

    @Override
    public String fingerprint() {
        return "fingerprint";
    }

    @Override
    public Preferences preferences() {
        return preferences;
    }

    @Override
    public RequestScope scope(BodyFacts found) {
        facts = found;
        return SCOPE;
    }

    @Override
    public void responseHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public void reply(Reply whole) {
        reply = whole;
    }

    @Override
    public void reply(Run run, CompletionStage<Reply> stage) {
        try {
            reply = stage.toCompletableFuture().getNow(null);
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    @Override
    public void stream(Run run, EventRenderer renderer, Preferences.Disconnect usual) {
        disconnect = preferences.disconnectOr(usual);
        add(renderer.open());
        try (EventStream.Cursor cursor = run.events().cursor(-1, () -> { })) {
            for (var next = cursor.poll(); next != null; next = cursor.poll()) {
                add(renderer.render(next.sequence(), next.event()));
            }
        }
    }

    private void add(List<SseFrame> frames) {
        frames.forEach(streamed::append);
    }
}
