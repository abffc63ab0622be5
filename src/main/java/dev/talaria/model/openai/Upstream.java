package dev.talaria.model.openai;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.model.UpstreamFaults;
import dev.talaria.outbound.OutboundClient;
import dev.talaria.outbound.Redirect;
import dev.talaria.outbound.RenewedClient;
import dev.talaria.scope.TraceContext;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/** The HTTP client with its connections to one endpoint. Safe for many threads. */
final class Upstream implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Upstream.class.getName());
    private static final int IO_THREADS = 2;
    private static final TimeValue SELECT_INTERVAL = TimeValue.ofMilliseconds(100);

    private final URI url;
    private final List<Header> headers;
    private final UpstreamFaults faults;
    private final RenewedClient client;
    private final AtomicBoolean redirected = new AtomicBoolean();

    Upstream(TalariaConfig.Model config, ThreadFactory threads, UpstreamFaults faults) {
        url = url(config.baseUrl().orElseThrow());
        headers = headers(config);
        this.faults = faults;
        client = new RenewedClient(threads, made -> client(config, made));
    }

    private static URI url(URI base) {
        String folder = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + folder + "/chat/completions" + query);
    }

    private static List<Header> headers(TalariaConfig.Model config) {
        Header accept = new BasicHeader("Accept", "text/event-stream, application/json");
        return config.apiKey().map(Secret::reveal)
                .map(key -> List.of(accept, new BasicHeader("Authorization", "Bearer " + key, true))).orElse(List.of(accept));
    }

    private static RenewedClient.Parts client(TalariaConfig.Model config, ThreadFactory threads) {
        PoolingAsyncClientConnectionManager connections = OutboundClient.connections(config.maxConnections(), config.connectTimeout());
        return new RenewedClient.Parts(OutboundClient.over(connections, config.connectTimeout(), threads)
                .setIOReactorConfig(OutboundClient.reactor(IO_THREADS).setSelectInterval(SELECT_INTERVAL).build())
                .setIoSessionDecorator(LateEndSession::new)
                .addExecInterceptorLast("attempt", Upstream::connected)
                .build(), connections);
    }

    /** Connects an attempt to its connection, as the last step before the exchange; from then on the attempt can close it. */
    private static void connected(HttpRequest request, AsyncEntityProducer body, AsyncExecChain.Scope scope, AsyncExecChain chain,
                                  AsyncExecCallback callback) throws HttpException, IOException {
        if (Attempt.of(scope.clientContext).mayGoOn(scope.execRuntime)) {
            chain.proceed(request, body, scope, callback);
        } else {
            scope.execRuntime.markConnectionReusable(null, OutboundClient.KEEP_IDLE);
            scope.execRuntime.releaseEndpoint();
            callback.failed(new RequestNotExecutedException());
        }
    }

    /** Returns the URL at which calls start. */
    URI url() {
        return url;
    }

    HttpRequest request(URI asked, @Nullable TraceContext trace) {
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        String path = asked.getRawPath() == null || asked.getRawPath().isEmpty() ? "/" : asked.getRawPath();
        BasicHttpRequest request = new BasicHttpRequest("POST", HttpHost.create(asked), path + query);
        headers.forEach(request::addHeader);
        TraceContext.send(trace, request::addHeader);
        return request;
    }

    /**
     * Returns the target of a redirect, or empty if the reply is none.
     *
     * @param hops the number of redirects that the call has followed
     * @throws dev.talaria.error.ApiException if the call must not or cannot follow the redirect
     */
    Optional<URI> redirect(URI asked, HttpResponse response, int hops) {
        Redirect redirect = Redirect.of(asked, response).orElse(null);
        if (redirect == null || redirect.shown().isEmpty()) {
            return Optional.empty();
        }
        URI next = redirect.next(hops);
        if (next == null) {
            String why = redirect.isSameServer() ? "too many redirects" : "the request and its key are not sent to another server";
            throw faults.misdirected("HTTP " + response.getCode() + ": the upstream redirects to " + redirect.shown() + " (" + why
                    + "; correct the base URL)").asException();
        }
        if (!redirected.getAndSet(true)) {
            LOG.log(Level.INFO, () -> "The upstream redirects calls to " + redirect.shown() + "; set that URL as the base URL");
        }
        return Optional.of(next);
    }

    void execute(URI asked, Attempt attempt) {
        client.get().execute(HttpHost.create(asked), attempt, attempt, null, attempt.context(), attempt.outcome());
    }

    /** Returns whether the client must be replaced, so that calls in progress will receive no answer. */
    boolean isBroken() {
        return client.isBroken();
    }

    /** Closes idle connections that have expired. */
    void closeExpired() {
        client.connections().closeExpired();
    }

    /** Closes all idle connections, so that the next call opens a new one. */
    void closeIdle() {
        client.connections().closeIdle(TimeValue.ZERO_MILLISECONDS);
    }

    @Override
    public void close() {
        client.close();
    }
}
