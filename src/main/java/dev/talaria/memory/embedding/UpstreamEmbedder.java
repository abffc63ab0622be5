package dev.talaria.memory.embedding;

import dev.talaria.config.Secret;
import dev.talaria.config.EmbeddingConfig;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.memory.Embedder;
import dev.talaria.outbound.BoundedReply;
import dev.talaria.outbound.OutboundClient;
import dev.talaria.outbound.Redirect;
import dev.talaria.outbound.RenewedClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;

/** Embeds texts by {@code POST /v1/embeddings} of an OpenAI-compatible upstream. */
public final class UpstreamEmbedder implements Embedder {
    private static final int OK = 200;
    private static final int DEFAULT_DIMENSION = 1_536;
    private static final int CONNECTIONS = 16;
    /** Some hundred vectors of the largest kind. */
    private static final int MAX_BYTES = 64 << 20;

    /** @param redirect null for a reply that is no redirect */
    private record Reply(int status, String body, @Nullable Redirect redirect) {
        private @Nullable URI next(int hops) {
            return redirect == null ? null : redirect.next(hops);
        }
    }

    private final EmbeddingConfig.Upstream config;
    private final URI url;
    private final RenewedClient client;
    private volatile int dimension;

    /** @param threads creates the threads of the HTTP client, with their context class loader */
    public UpstreamEmbedder(EmbeddingConfig.Upstream config, ThreadFactory threads) {
        this.config = config;
        this.url = url(config.baseUrl());
        this.dimension = config.dimensions().orElse(DEFAULT_DIMENSION);
        this.client = new RenewedClient(threads, made -> OutboundClient.with(CONNECTIONS, config.timeout(), made));
    }

    private static URI url(URI base) {
        String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
        String path = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + "/embeddings" + query);
    }

    @Override
    public String model() {
        return config.dimensions().map(count -> config.model() + "/" + count).orElse(config.model());
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int batch() {
        return config.batch();
    }

    /** Uses the configured deadline if that is shorter. */
    @Override
    public List<float[]> embed(List<String> texts, Duration deadline) {
        Duration patience = deadline.compareTo(config.timeout()) < 0 ? deadline : config.timeout();
        Reply reply = reply(texts, System.nanoTime() + patience.toNanos());
        Redirect elsewhere = reply.redirect();
        if (elsewhere != null && !elsewhere.shown().isEmpty()) {
            throw ErrorCode.UPSTREAM_ERROR.because("The embedding upstream redirects to " + elsewhere.shown()
                    + ", and redirects are not followed; correct its base URL");
        }
        if (reply.status() != OK) {
            throw EmbeddingReply.fault(reply.status());
        }
        List<float[]> vectors = EmbeddingReply.parse(reply.body(), texts.size());
        dimension = vectors.get(0).length;
        return vectors;
    }

    /** Follows redirects within the same server. */
    private Reply reply(List<String> texts, long end) {
        Reply reply = reply(url, request(url, texts), end);
        int hops = 0;
        for (URI next = reply.next(hops); next != null; next = reply.next(++hops)) {
            reply = reply(next, request(next, texts), end);
        }
        return reply;
    }

    private SimpleHttpRequest request(URI asked, List<String> texts) {
        String body = Json.generate(json -> {
            json.writeStartObject().write("model", config.model()).writeStartArray("input");
            texts.forEach(json::write);
            json.writeEnd().write("encoding_format", "float");
            config.dimensions().ifPresent(count -> json.write("dimensions", count));
            json.writeEnd();
        });
        SimpleRequestBuilder request = SimpleRequestBuilder.post(asked).addHeader("Accept", "application/json")
                .setBody(body, ContentType.APPLICATION_JSON);
        config.apiKey().map(Secret::reveal).ifPresent(key -> request.addHeader("Authorization", "Bearer " + key));
        return request.build();
    }

    private Reply reply(URI asked, SimpleHttpRequest request, long end) {
        Future<Reply> answer = client.get().execute(SimpleRequestProducer.create(request), new BoundedReply<>(MAX_BYTES,
                (head, body) -> new Reply(head.getCode(), body, Redirect.of(asked, head).orElse(null))), null);
        try {
            return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw ErrorCode.UPSTREAM_TIMEOUT.because("The embedding upstream did not answer in time", e);
        } catch (ExecutionException | CancellationException e) {
            throw ErrorCode.UPSTREAM_ERROR.because("The embedding upstream cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorCode.UPSTREAM_ERROR.because("The wait for the embedding upstream was interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public String description() {
        return config.model() + " at " + url.getHost();
    }

    @Override
    public void close() {
        client.close();
    }
}
