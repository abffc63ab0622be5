package dev.talaria.outbound;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client by which one other server is asked: HTTP/1.1, no cookies, retries or stored credentials, one I/O thread;
 * redirects are the asker's to follow, by {@link Redirect}.
 * No exchange has a deadline by itself: whoever asks sets it, for it is the whole answer that must not be late.
 */
public final class OutboundClient {
    /** Many servers close an idle connection after 5 s; one that is given up earlier never meets that race. */
    public static final TimeValue KEEP_IDLE = TimeValue.ofSeconds(4);

    /** Each connection holds three buffers of this size for as long as it is open, and a stream is open for long. */
    private static final int BUFFER_BYTES = 4 * 1024;
    /** Without a bound a head without end fills the heap. */
    private static final Http1Config HTTP = Http1Config.custom().setBufferSize(BUFFER_BYTES).setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(1_000).setMaxEmptyLineCount(100).build();

    private OutboundClient() {
    }

    /**
     * @param most     connections at once
     * @param patience for connecting, and for the TLS handshake
     */
    public static PoolingAsyncClientConnectionManager connections(int most, Duration patience) {
        Timeout timeout = Timeout.of(patience);
        return PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(most)
                .setMaxConnTotal(most)
                .setDefaultTlsConfig(TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                        .setHandshakeTimeout(timeout).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(timeout).build())
                .build();
    }

    /**
     * @param patience for a connection to become free
     * @param threads  makes the I/O threads; decides their context class loader
     * @return to which the caller may add what is its own; the client it builds closes the connections with itself
     */
    public static HttpAsyncClientBuilder over(PoolingAsyncClientConnectionManager connections, Duration patience, ThreadFactory threads) {
        return HttpAsyncClients.custom()
                .setConnectionManager(connections)
                .setThreadFactory(threads)
                .setIOReactorConfig(reactor(1).build())
                .setHttp1Config(HTTP)
                .setDefaultRequestConfig(RequestConfig.custom().setConnectionRequestTimeout(Timeout.of(patience))
                        .setAuthenticationEnabled(false).setProtocolUpgradeEnabled(false).build())
                .setKeepAliveStrategy(OutboundClient::keepIdle)
                .setUserAgent("talaria")
                .disableCookieManagement()
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableConnectionState();
    }

    /** A client with nothing of the caller's own. The parameters are as above. */
    public static RenewedClient.Parts with(int most, Duration patience, ThreadFactory threads) {
        PoolingAsyncClientConnectionManager connections = connections(most, patience);
        return new RenewedClient.Parts(over(connections, patience, threads).build(), connections);
    }

    public static IOReactorConfig.Builder reactor(int ioThreads) {
        return IOReactorConfig.custom().setIoThreadCount(ioThreads).setTcpNoDelay(true);
    }

    /** No longer than the server asks. */
    private static TimeValue keepIdle(HttpResponse response, HttpContext context) {
        TimeValue asked = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
        return asked != null && TimeValue.isNonNegative(asked) && asked.compareTo(KEEP_IDLE) < 0 ? asked : KEEP_IDLE;
    }
}
