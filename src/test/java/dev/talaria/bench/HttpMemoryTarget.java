package dev.talaria.bench;

import dev.talaria.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A server's memory API. */
final class HttpMemoryTarget implements MemoryTarget {
    private static final int AT_ONCE = 500;
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final long POLL_NANOS = 50_000_000;
    /** What stands before a scope in its session key. */
    static final String PREFIX = "bench-";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String key;
    private final boolean sessions;
    private final Runnable whenClosed;

    /**
     * @param sessions   whether the messages name their sessions, or leave it to the server to tell them apart
     * @param whenClosed what ends with this
     */
    HttpMemoryTarget(URI base, String key, boolean sessions, Runnable whenClosed) {
        this.base = base;
        this.key = key;
        this.sessions = sessions;
        this.whenClosed = whenClosed;
    }

    @Override
    public void remember(String scope, List<Conversation.Spoken> turns) {
        for (int from = 0; from < turns.size(); from += AT_ONCE) {
            List<Conversation.Spoken> some = turns.subList(from, Math.min(turns.size(), from + AT_ONCE));
            post(scope, "/v1/memory/messages", Json.generate(json -> {
                json.writeStartObject().writeStartArray("messages");
                for (Conversation.Spoken turn : some) {
                    json.writeStartObject().write("role", turn.role().wire()).write("content", turn.text())
                            .write("created_at", turn.at().toString()).writeStartObject("metadata").write("id", turn.id());
                    if (sessions && turn.session() != null) {
                        json.write("session_id", turn.session());
                    }
                    json.writeEnd();
                    if (turn.speaker() != null) {
                        json.write("name", turn.speaker());
                    }
                    json.writeEnd();
                }
                json.writeEnd().writeEnd();
            }));
        }
    }

    @Override
    public void settle(String scope) {
        while (isPending(get(scope, "/v1/memory/profile"))) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean isPending(JsonObject profile) {
        return profile.get("pending_embeddings") instanceof JsonNumber pending && pending.intValue() > 0;
    }

    @Override
    public List<String> search(String scope, String text, int limit) {
        JsonObject found = post(scope, "/v1/memory/search",
                Json.generate(json -> json.writeStartObject().write("query", text).write("limit", limit).writeEnd()));
        return found.getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(item -> item.getJsonObject("metadata").getString("id")).toList();
    }

    /** Only the server's model sees it. */
    @Override
    public Optional<Told> told(String scope, String question, List<String> before, int tokens) {
        return Optional.empty();
    }

    private JsonObject get(String scope, String path) {
        return send(request(scope, path).GET().build());
    }

    private JsonObject post(String scope, String path, String body) {
        return send(request(scope, path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String scope, String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(DEADLINE).header("Authorization", "Bearer " + key)
                .header("X-Hermes-Session-Key", PREFIX + scope);
    }

    private JsonObject send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.statusCode() + ": " + response.body());
            }
            return Json.parse(response.body()).asJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}
