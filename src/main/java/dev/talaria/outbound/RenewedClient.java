package dev.talaria.outbound;

import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorStatus;

/**
 * An HTTP client that is built anew once one of its I/O threads has ended: an {@link Error} ends such a thread, as when memory or file
 * descriptors are short for a moment, and a client that has lost one answers no call that falls to it. What was under way then fails.
 * Safe for many threads.
 */
public final class RenewedClient implements AutoCloseable {
    /** A client and the connections that it closes with itself. */
    public record Parts(CloseableHttpAsyncClient client, PoolingAsyncClientConnectionManager connections) {
    }

    private static final System.Logger LOG = System.getLogger(RenewedClient.class.getName());

    /** One client with the I/O threads that were made for it. */
    private static final class Generation {
        private Parts parts;
        private volatile boolean threadEnded;

        /** One that was started a moment ago is not active yet. */
        private boolean works() {
            return !threadEnded && parts.client().getStatus().compareTo(IOReactorStatus.ACTIVE) <= 0;
        }
    }

    private final Function<ThreadFactory, Parts> builder;
    private final ThreadFactory threads;
    private volatile Generation current;
    private boolean closed;

    /**
     * @param builder makes a client, not yet started, whose threads come from the given factory
     * @param threads makes the threads; decides their context class loader
     */
    public RenewedClient(ThreadFactory threads, Function<ThreadFactory, Parts> builder) {
        this.threads = threads;
        this.builder = builder;
        this.current = begin();
    }

    private Generation begin() {
        Generation generation = new Generation();
        generation.parts = builder.apply(work -> threads.newThread(() -> run(work, generation)));
        try {
            generation.parts.client().start();
        } catch (RuntimeException | Error e) {
            generation.parts.client().close(CloseMode.IMMEDIATE);
            throw e;
        }
        return generation;
    }

    private static void run(Runnable work, Generation generation) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "An I/O thread of an HTTP client has ended; the client is built anew", e);
        } finally {
            generation.threadEnded = true;
        }
    }

    /** Whether the client is to be built anew, so that what is under way on it will get no answer. */
    public boolean isBroken() {
        return !current.works();
    }

    /**
     * The client that works now.
     *
     * @throws RuntimeException where none can be built, as while file descriptors are short; the next call tries again
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

    /** The connections of the client that works now, or of the last that did. */
    public PoolingAsyncClientConnectionManager connections() {
        return current.parts.connections();
    }

    /** Ends what is under way. */
    @Override
    public synchronized void close() {
        closed = true;
        current.parts.client().close(CloseMode.IMMEDIATE);
    }
}
