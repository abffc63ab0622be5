package dev.talaria.tool.web;

import dev.talaria.event.Cancellation;
import dev.talaria.outbound.OutboundClient;
import dev.talaria.outbound.RenewedClient;
import dev.talaria.tool.ToolFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;

/**
 * Asks web servers for pages: a GET without cookies, credentials and proxies, each over a connection of its own, to addresses that the
 * {@link CheckedResolver} lets through, also after a redirect. Safe for many threads; blocks.
 */
final class WebClient implements AutoCloseable {
    static final int MAX_REDIRECTS = 5;
    private static final int MAX_AT_ONCE = 16;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final WebLimits limits;
    private final RenewedClient client;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);

    /**
     * @param threads creates the I/O threads, with their context class loader
     * @param names   resolves names
     */
    WebClient(WebLimits limits, ThreadFactory threads, CheckedResolver.Names names) {
        this.limits = Objects.requireNonNull(limits);
        CheckedResolver resolver = new CheckedResolver(names, limits.addresses());
        this.client = new RenewedClient(threads, made -> {
            PoolingAsyncClientConnectionManager connections = OutboundClient.connections(MAX_AT_ONCE, CONNECT, resolver);
            return new RenewedClient.Parts(OutboundClient.over(connections, CONNECT, made)
                    .setConnectionReuseStrategy((request, response, context) -> false).build(), connections);
        });
    }

    /** What was found, and where after all redirects. */
    record Found(WebAddress address, PageReply.Reply.Page page) {
    }

    /** @throws ToolFailure with words for the model, if there is no page to read */
    Found get(String url, Cancellation cancellation) throws ToolFailure {
        long end = System.nanoTime() + limits.timeout().toNanos();
        try {
            if (!places.tryAcquire(limits.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ToolFailure("too many pages are being read at the moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("the call was stopped");
        }
        try {
            return follow(limits.address(url), end, cancellation);
        } finally {
            places.release();
        }
    }

    private Found follow(WebAddress first, long end, Cancellation cancellation) throws ToolFailure {
        WebAddress address = first;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            PageReply.Reply reply = reply(address, end, cancellation);
            if (reply instanceof PageReply.Reply.Page page) {
                return new Found(address, page);
            }
            if (reply instanceof PageReply.Reply.Refused refused) {
                throw new ToolFailure(address.host() + ": " + refused.why());
            }
            String location = ((PageReply.Reply.Redirect) reply).location();
            try {
                address = limits.redirected(address, location);
            } catch (ToolFailure e) {
                throw new ToolFailure(address.host() + " redirects, and the target is not read: " + e.getMessage());
            }
        }
        throw new ToolFailure(first.host() + " redirects more than " + MAX_REDIRECTS + " times");
    }

    @SuppressWarnings("try") // The registration is there to be closed.
    private PageReply.Reply reply(WebAddress address, long end, Cancellation cancellation) throws ToolFailure {
        CompletableFuture<PageReply.Reply> done = new CompletableFuture<>();
        try (Cancellation.Registration registered = cancellation.onCancel(() -> done.cancel(false))) {
            Future<?> sent = client.get().execute(request(address), new PageReply(), new FutureCallback<PageReply.Reply>() {
                @Override
                public void completed(PageReply.Reply reply) {
                    done.complete(reply);
                }

                @Override
                public void failed(Exception fault) {
                    done.completeExceptionally(fault);
                }

                @Override
                public void cancelled() {
                    done.cancel(false);
                }
            });
            done.whenComplete((reply, fault) -> sent.cancel(true));
            return done.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            done.cancel(false);
            throw new ToolFailure(address.host() + " has sent no whole page within " + limits.timeout().toSeconds() + " s");
        } catch (RejectedExecutionException | IllegalStateException e) {
            throw new ToolFailure("the call was stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("the call was stopped");
        } catch (ExecutionException e) {
            return known(address, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private static PageReply.Reply known(WebAddress address, Throwable fault) throws ToolFailure {
        if (fault instanceof PageReply.CutException cut) {
            return cut.page();
        }
        if (fault instanceof PageReply.KnownException known) {
            return known.reply();
        }
        if (fault instanceof CheckedResolver.ForbiddenAddressException) {
            throw new ToolFailure(address.host() + " is not on the public internet, and is not read");
        }
        throw new ToolFailure(address.host() + (fault instanceof UnknownHostException ? ": there is no such host"
                : fault instanceof ConnectTimeoutException ? " could not be connected in time"
                : fault instanceof SSLException ? " has no certificate that can be trusted"
                : " broke the connection off"));
    }

    private static AsyncRequestProducer request(WebAddress address) {
        return AsyncRequestBuilder.get().setHttpHost(new HttpHost(address.scheme(), address.bareHost(), address.port()))
                .setPath(address.path())
                .addHeader("Accept", "text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.9, application/xml;q=0.8")
                .build();
    }

    /** Returns the client for the addresses of the public internet. */
    static WebClient ofThePublicWeb(WebLimits limits, ThreadFactory threads) {
        return new WebClient(limits, threads, InetAddress::getAllByName);
    }

    @Override
    public void close() {
        client.close();
    }
}
