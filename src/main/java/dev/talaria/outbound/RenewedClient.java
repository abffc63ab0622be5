package dev.talaria.outbound;

import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorStatus;
import org.apache.hc.core5.util.TimeValue;

/**
 * An HTTP client that is replaced after one of its I/O threads has ended. An {@link Error} ends such a thread, for example when memory or
 * file descriptors run short for a moment, and calls assigned to a missing thread get no answer. Calls in progress then fail. Safe for many
 * threads.
 */
public final class RenewedClient implements AutoCloseable {
    /** A client and the connections that it closes when it is closed. */
    public record Parts(CloseableHttpAsyncClient client, PoolingAsyncClientConnectionManager connections) {
    }

    private static final System.Logger LOG = System.getLogger(RenewedClient.class.getName());
    private static final TimeValue END = TimeValue.ofSeconds(1);

    /** One client with the I/O threads created for it. */
    private static final class Generation {
        private final Parts parts;
        private volatile boolean threadEnded;

        private Generation(ThreadFactory threads, Function<ThreadFactory, Parts> builder) {
            parts = builder.apply(work -> threads.newThread(() -> run(work)));
        }

        private void run(Runnable work) {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "An I/O thread of an HTTP client has died; the client is replaced", e);
            } finally {
                threadEnded = true;
            }
        }

        /** Returns whether the client works; one that was just started is not active yet. */
        private boolean works() {
            return !threadEnded && parts.client().getStatus().compareTo(IOReactorStatus.ACTIVE) <= 0;
        }
    }

    private final Function<ThreadFactory, Parts> builder;
    private final ThreadFactory threads;
    private volatile Generation current;
    private boolean closed;

    /**
     * @param builder creates a client that is not yet started and takes its threads from the given factory
     * @param threads creates the threads and sets their context class loader
     */
    public RenewedClient(ThreadFactory threads, Function<ThreadFactory, Parts> builder) {
        this.threads = threads;
        this.builder = builder;
        this.current = begin();
    }

    private Generation begin() {
        Generation generation = new Generation(threads, builder);
        try {
            generation.parts.client().start();
        } catch (RuntimeException | Error e) {
            generation.parts.client().close(CloseMode.IMMEDIATE);
            throw e;
        }
        return generation;
    }

    /** Returns whether the client must be replaced, so that calls in progress on it will get no answer. */
    public boolean isBroken() {
        return !current.works();
    }

    /**
     * Returns a working client.
     *
     * @throws RuntimeException if none can be created, for example because file descriptors are short; the next call tries again
     */
    public CloseableHttpAsyncClient get() {
        Generation now = current;
        return now.works() ? now.parts.client() : renewed().parts.client();
    }

    private synchronized Generation renewed() {
        Generation old = current;
        if (closed || old.works()) {
            return old;
        }
        current = begin();
        old.parts.client().close(CloseMode.IMMEDIATE);
        return current;
    }

    /** Returns the connections of the current client. */
    public PoolingAsyncClientConnectionManager connections() {
        return current.parts.connections();
    }

    /** Aborts calls in progress; blocks for a moment at most. */
    @Override
    public synchronized void close() {
        closed = true;
        CloseableHttpAsyncClient client = current.parts.client();
        // Each I/O thread closes its own selector; closed by another thread, it fails on the keys that it is just going through.
        client.initiateShutdown();
        try {
            client.awaitShutdown(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close(CloseMode.IMMEDIATE);
    }
}
