package dev.talaria.model.openai;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.outbound.OutboundClient;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;

/** The HTTP client with its connections to one endpoint. Safe for many threads. */
final class Upstream implements AutoCloseable {
    private static final int IO_THREADS = 2;
    private static final TimeValue SELECT_INTERVAL = TimeValue.ofMilliseconds(100);

    private final HttpHost host;
    private final String path;
    private final List<Header> headers;
    private final PoolingAsyncClientConnectionManager connections;
    private final CloseableHttpAsyncClient client;

    Upstream(TalariaConfig.Model config, ThreadFactory threads) {
        URI base = config.baseUrl().orElseThrow();
        host = HttpHost.create(base);
        path = path(base);
        headers = headers(config);
        connections = OutboundClient.connections(config.maxConnections(), config.connectTimeout());
        client = client(config, connections, threads);
        client.start();
    }

    private static String path(URI base) {
        String folder = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        return folder + "/chat/completions" + (base.getRawQuery() == null ? "" : "?" + base.getRawQuery());
    }

    private static List<Header> headers(TalariaConfig.Model config) {
        Header accept = new BasicHeader("Accept", "text/event-stream, application/json");
        return config.apiKey().map(Secret::reveal)
                .map(key -> List.of(accept, new BasicHeader("Authorization", "Bearer " + key, true))).orElse(List.of(accept));
    }

    private static CloseableHttpAsyncClient client(TalariaConfig.Model config, PoolingAsyncClientConnectionManager connections,
                                                   ThreadFactory threads) {
        return OutboundClient.over(connections, config.connectTimeout(), threads)
                .setIOReactorConfig(OutboundClient.reactor(IO_THREADS).setSelectInterval(SELECT_INTERVAL).build())
                .setIoSessionDecorator(LateEndSession::new)
                .addExecInterceptorLast("attempt", Upstream::connected)
                .build();
    }

    /** The last step before the exchange: from here on the attempt can close its connection itself. */
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

    HttpRequest request() {
        BasicHttpRequest request = new BasicHttpRequest("POST", host, path);
        headers.forEach(request::addHeader);
        return request;
    }

    void execute(Attempt attempt) {
        client.execute(host, attempt, attempt, null, attempt.context(), attempt.outcome());
    }

    /** Closes idle connections whose time is over. */
    void closeExpired() {
        connections.closeExpired();
    }

    /** Closes all idle connections, so that the next call opens its own. */
    void closeIdle() {
        connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
