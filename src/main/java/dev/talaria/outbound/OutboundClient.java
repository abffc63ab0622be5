package dev.talaria.outbound;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
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
 * Creates the HTTP clients for calls of other servers, one client for each server: HTTP/1.1, no cookies, retries or stored credentials, one
 * I/O thread. Callers follow redirects themselves, by {@link Redirect}. Exchanges have no deadline of their own: callers set one, because
 * it must cover the whole answer.
 */
public final class OutboundClient {
    /** Many servers close an idle connection after 5 s; a client that closes it earlier avoids a race with them. */
    public static final TimeValue KEEP_IDLE = TimeValue.ofSeconds(4);

    /** Size of the three buffers that each connection holds while it is open, which is long for a stream. */
    private static final int BUFFER_BYTES = 4 * 1024;
    /** Bounds a response's head, which could otherwise fill the heap. */
    private static final Http1Config HTTP = Http1Config.custom().setBufferSize(BUFFER_BYTES).setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(1_000).setMaxEmptyLineCount(100).build();

    private OutboundClient() {
    }

    /**
     * Creates a connection pool.
     *
     * @param most     maximum number of concurrent connections
     * @param patience timeout for connecting and for the TLS handshake
     */
    public static PoolingAsyncClientConnectionManager connections(int most, Duration patience) {
        return connections(most, patience, SystemDefaultDnsResolver.INSTANCE);
    }

    /** As {@link #connections(int, Duration)}, to the addresses that this resolver returns. */
    public static PoolingAsyncClientConnectionManager connections(int most, Duration patience, DnsResolver resolver) {
        Timeout timeout = Timeout.of(patience);
        return PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(most)
                .setMaxConnTotal(most)
                .setDnsResolver(resolver)
                .setDefaultTlsConfig(TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                        .setHandshakeTimeout(timeout).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(timeout).build())
                .build();
    }

    /**
     * Creates a client's builder.
     *
     * @param patience timeout for a connection to become free
     * @param threads  creates the I/O threads and sets their context class loader
     * @return a builder to which the caller may add its own settings; the client it builds closes the connections when it is closed
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

    /** Creates a client without settings of the caller's own; parameters as above. */
    public static RenewedClient.Parts with(int most, Duration patience, ThreadFactory threads) {
        PoolingAsyncClientConnectionManager connections = connections(most, patience);
        return new RenewedClient.Parts(over(connections, patience, threads).build(), connections);
    }

    public static IOReactorConfig.Builder reactor(int ioThreads) {
        return IOReactorConfig.custom().setIoThreadCount(ioThreads).setTcpNoDelay(true);
    }

    /** Returns how long to keep an idle connection, at most as long as the server allows. */
    private static TimeValue keepIdle(HttpResponse response, HttpContext context) {
        TimeValue asked = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
        return asked != null && TimeValue.isNonNegative(asked) && asked.compareTo(KEEP_IDLE) < 0 ? asked : KEEP_IDLE;
    }
}
