package dev.talaria.memory.honcho.wire;

import dev.talaria.config.HonchoConfig;
import dev.talaria.config.Secret;
import dev.talaria.json.Json;
import dev.talaria.outbound.OutboundClient;
import dev.talaria.outbound.RenewedClient;
import dev.talaria.scope.TraceContext;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.jspecify.annotations.Nullable;

/** The connections to one Honcho server, with a deadline for every exchange. Safe for many threads. */
public final class HonchoClient implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 256;

    private final String base;
    private final Optional<Secret> key;
    private final Map<String, Secret> tenantKeys;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final RenewedClient client;

    /**
     * @param config  with a base URL
     * @param threads creates the threads of the HTTP client, with their context class loader
     * @param timer   ends exchanges that take too long; never blocked, and not shut down by this
     */
    public HonchoClient(HonchoConfig config, ThreadFactory threads, ScheduledExecutorService timer, Clock clock) {
        this.base = base(config.baseUrl());
        this.key = config.apiKey();
        this.tenantKeys = config.tenantKeys();
        this.timer = timer;
        this.clock = clock;
        Duration patience = config.timeouts().connect();
        this.client = new RenewedClient(threads, made -> OutboundClient.with(MAX_CONNECTIONS, patience, made));
    }

    /** People write the URL with and without the version. */
    private static String base(URI url) {
        return url.toString().replaceAll("/+$", "").replaceAll("/v3$", "").replaceAll("/+$", "") + "/v3";
    }

    /**
     * Sends a request; never blocks. The future completes on an I/O or timer thread, always within the call's timeout, with a reply of any
     * status or with a {@link HonchoFault}; cancelling it ends the exchange.
     *
     * @param trace null for none
     */
    public CompletableFuture<Answer> send(Call call, @Nullable TraceContext trace) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        HonchoFault late = HonchoFault.unanswered("No answer within " + call.timeout().toMillis() + " ms");
        ScheduledFuture<?> deadline = timer.schedule(() -> answer.completeExceptionally(late), call.timeout().toNanos(),
                TimeUnit.NANOSECONDS);
        answer.whenComplete((done, fault) -> deadline.cancel(false));
        new Exchange(answer, client.get(), url -> producer(call, url, trace), URI.create(base + call.path()), clock, call.repeatable())
                .begin();
        return answer;
    }

    private AsyncRequestProducer producer(Call call, URI url, @Nullable TraceContext trace) {
        AsyncRequestBuilder request = AsyncRequestBuilder.create(call.method()).setUri(url)
                .addHeader("Accept", "application/json");
        Optional.ofNullable(tenantKeys.get(call.tenant())).or(() -> key)
                .ifPresent(secret -> request.addHeader("Authorization", "Bearer " + secret.reveal()));
        TraceContext.send(trace, request::addHeader);
        JsonValue body = call.body();
        if (body != null) {
            request.setEntity(Json.bytes(body.toString()), ContentType.APPLICATION_JSON);
        }
        return request.build();
    }

    /** Returns the server's address for people, without secrets. */
    public String address() {
        return base.substring(0, base.length() - "/v3".length());
    }

    /** Ends the exchanges in progress. */
    @Override
    public void close() {
        client.close();
    }
}
