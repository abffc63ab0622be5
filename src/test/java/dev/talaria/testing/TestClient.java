package dev.talaria.testing;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plain HTTP client for one server and one API key. Immutable: {@code with} gives a copy. */
public final class TestClient {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** A whole reply. */
    public record Answer(int status, Map<String, List<String>> headers, String text) {
        public JsonObject json() {
            return Json.parse(text).asJsonObject();
        }

        public Optional<String> header(String name) {
            return headers.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(name)).map(e -> e.getValue().get(0)).findFirst();
        }

        /** The {@code error} object. */
        public JsonObject error() {
            return json().getJsonObject("error");
        }

        /** The text of a chat completion's answer. */
        public String content() {
            return json().getJsonArray("choices").getJsonObject(0).getJsonObject("message").getString("content");
        }
    }

    private final URI base;
    private final Map<String, String> headers;

    /**
     * @param base the server's root or an application's, with or without a slash at its end
     * @param key  null for none
     */
    public TestClient(URI base, String key) {
        this(base, key == null ? Map.of() : Map.of("Authorization", "Bearer " + key));
    }

    /** For a server that runs elsewhere. */
    public static TestClient of(URI base, String key) {
        return new TestClient(base, key);
    }

    private TestClient(URI base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    /** A client of a server in another process. */
    public static TestClient to(URI base, String key) {
        return new TestClient(base, key);
    }

    public TestClient with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new TestClient(base, more);
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path, String body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public Answer send(String method, String path, HttpRequest.BodyPublisher body) {
        return send(request(path).method(method, body));
    }

    /** A chat completion of one user message. */
    public Answer chat(String userMessage) {
        return post("/v1/chat/completions", Chats.body(userMessage));
    }

    /** A streamed chat completion; the stream is read as it comes. */
    public SseRecorder stream(String body) {
        return stream("/v1/chat/completions", body);
    }

    /** As {@link #stream(String)}, somewhere else. */
    public SseRecorder stream(String path, String body) {
        HttpResponse<InputStream> response = exchange(request(path).POST(HttpRequest.BodyPublishers.ofString(body)),
                HttpResponse.BodyHandlers.ofInputStream());
        return new SseRecorder(response.statusCode(), response.headers().map(), response.body());
    }

    /** An event stream by GET; it is read as it comes. */
    public SseRecorder follow(String path) {
        HttpResponse<InputStream> response = exchange(request(path).GET(), HttpResponse.BodyHandlers.ofInputStream());
        return new SseRecorder(response.statusCode(), response.headers().map(), response.body());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base.toString().replaceFirst("/$", "") + path)).timeout(DEADLINE)
                .header("Content-Type", "application/json");
        headers.forEach(request::header);
        return request;
    }

    private static Answer send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = exchange(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.headers().map(), new String(response.body(), StandardCharsets.UTF_8));
    }

    private static <B> HttpResponse<B> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<B> body) {
        try {
            return HTTP.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
