package dev.talaria.model.openai;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client with its connections to one endpoint: HTTP/1.1, no cookies, redirects, retries or decompression.
 * Safe for many threads.
 */
final class Upstream implements AutoCloseable {
    private static final int IO_THREADS = 2;
    /** Many servers close an idle connection after 5 s; one that is given up earlier never meets that race. */
    private static final TimeValue KEEP_IDLE = TimeValue.ofSeconds(4);
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
        connections = connections(config);
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

    private static PoolingAsyncClientConnectionManager connections(TalariaConfig.Model config) {
        return PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(config.maxConnections())
                .setMaxConnTotal(config.maxConnections())
                .setDefaultTlsConfig(TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                        .setHandshakeTimeout(Timeout.of(config.connectTimeout())).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(Timeout.of(config.connectTimeout())).build())
                .build();
    }

    private static CloseableHttpAsyncClient client(TalariaConfig.Model config, PoolingAsyncClientConnectionManager connections,
                                                   ThreadFactory threads) {
        return HttpAsyncClients.custom()
                .setConnectionManager(connections)
                .setThreadFactory(threads)
                .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(IO_THREADS).setSelectInterval(SELECT_INTERVAL)
                        .setTcpNoDelay(true).build())
                .setDefaultRequestConfig(RequestConfig.custom().setConnectionRequestTimeout(Timeout.of(config.connectTimeout()))
                        .setAuthenticationEnabled(false).setProtocolUpgradeEnabled(false).build())
                .setKeepAliveStrategy(Upstream::keepAlive)
                .setIoSessionDecorator(LateEndSession::new)
                .addExecInterceptorLast("attempt", Upstream::connected)
                .setUserAgent("talaria")
                .disableCookieManagement()
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    /** The last step before the exchange: from here on the attempt can close its connection itself. */
    private static void connected(HttpRequest request, AsyncEntityProducer body, AsyncExecChain.Scope scope, AsyncExecChain chain,
                                  AsyncExecCallback callback) throws HttpException, IOException {
        if (Attempt.of(scope.clientContext).mayGoOn(scope.execRuntime)) {
            chain.proceed(request, body, scope, callback);
        } else {
            scope.execRuntime.markConnectionReusable(null, KEEP_IDLE);
            scope.execRuntime.releaseEndpoint();
            callback.failed(new RequestNotExecutedException());
        }
    }

    private static TimeValue keepAlive(HttpResponse response, HttpContext context) {
        TimeValue asked = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
        return asked != null && TimeValue.isNonNegative(asked) && asked.compareTo(KEEP_IDLE) < 0 ? asked : KEEP_IDLE;
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
