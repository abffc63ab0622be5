package dev.talaria.model.openai;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.RetryAfter;
import dev.talaria.model.RelayedReply;
import dev.talaria.model.UpstreamFaults;
import dev.talaria.outbound.BoundedReply;
import dev.talaria.outbound.OutboundClient;
import dev.talaria.outbound.RenewedClient;
import dev.talaria.scope.TraceContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Passes whole JSON requests on to other endpoints of an upstream than chat completions. Safe for many threads; never blocks. */
final class Relay implements AutoCloseable {
    private static final int CONNECTIONS = 64;

    private final TalariaConfig.Model config;
    private final UpstreamFaults faults;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final RenewedClient client;

    Relay(TalariaConfig.Model config, UpstreamFaults faults, ThreadFactory threads, ScheduledExecutorService timer, Clock clock) {
        this.config = config;
        this.faults = faults;
        this.timer = timer;
        this.clock = clock;
        client = new RenewedClient(threads, made -> OutboundClient.with(Math.min(CONNECTIONS, config.maxConnections()),
                config.connectTimeout(), made));
    }

    /** Completes with the upstream's reply, or fails as {@link UpstreamFaults} tells it. */
    CompletableFuture<RelayedReply> post(String path, String json, @Nullable TraceContext trace) {
        CompletableFuture<RelayedReply> answer = new CompletableFuture<>();
        int most = (int) Math.min(Integer.MAX_VALUE, config.replyBytes());
        Future<RelayedReply> call = client.get().execute(SimpleRequestProducer.create(request(path, json, trace)),
                BoundedReply.ofBytes(most, this::read), new FutureCallback<>() {
                    @Override
                    public void completed(RelayedReply reply) {
                        answer.complete(reply);
                    }

                    @Override
                    public void failed(Exception cause) {
                        answer.completeExceptionally(cause instanceof ApiException known ? known
                                : TransportFaults.of(cause, null).asException());
                    }

                    @Override
                    public void cancelled() {
                        answer.completeExceptionally(ErrorCode.UPSTREAM_TIMEOUT.because("The upstream did not answer in time"));
                    }
                });
        try {
            ScheduledFuture<?> late = timer.schedule(() -> call.cancel(true), config.firstByteTimeout().toMillis(), TimeUnit.MILLISECONDS);
            answer.whenComplete((reply, fault) -> late.cancel(false));
        } catch (RejectedExecutionException e) {
            call.cancel(true);
        }
        return answer;
    }

    private SimpleHttpRequest request(String path, String json, @Nullable TraceContext trace) {
        URI base = config.baseUrl().orElseThrow();
        String folder = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        SimpleRequestBuilder request = SimpleRequestBuilder.post(base.getScheme() + "://" + base.getRawAuthority() + folder + path)
                .addHeader("Accept", "application/json, */*").setBody(json, ContentType.APPLICATION_JSON);
        config.apiKey().map(Secret::reveal).ifPresent(key -> request.addHeader("Authorization", "Bearer " + key));
        TraceContext.send(trace, request::addHeader);
        return request.build();
    }

    private RelayedReply read(HttpResponse head, byte[] body) {
        if (head.getCode() < 200 || head.getCode() > 299) {
            String told = new String(body, StandardCharsets.UTF_8);
            throw faults.ofStatus(head.getCode(), told, RetryAfter.of(name -> header(head, name), clock.instant()).orElse(null))
                    .asException();
        }
        return new RelayedReply(Objects.requireNonNullElse(header(head, "Content-Type"), ""), body);
    }

    private static String header(HttpResponse head, String name) {
        Header header = head.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    @Override
    public void close() {
        client.close();
    }
}
