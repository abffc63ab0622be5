package dev.talaria.api.http.reply;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads and drops what a client still sends after its reply has gone out. No thread waits for it: the exchange stays open,
 * asynchronously, until the body ends, the client leaves, the container's own time-out for a silent client is over, or too much has come.
 *
 * <p>Most clients read no reply before they have sent everything, and a connection that is closed over unread bytes is reset, under the
 * reply or under the client's next request.
 */
public final class UnreadBody implements ReadListener {
    private static final System.Logger LOG = System.getLogger(UnreadBody.class.getName());
    private static final int CHUNK = 16 * 1024;
    /** Nearly all unread bodies are smaller and have arrived with their request: they cost one read and no asynchronous exchange. */
    private static final int SMALL_BODY = 64 * 1024;
    /** How long a client that sends nothing more waits for the end of a reply without a declared length. */
    private static final Duration WAIT_FOR_END = Duration.ofSeconds(2);

    private final ServletInputStream in;
    private final ContainerReply exchange;
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] chunk = new byte[CHUNK];
    private long left;
    private boolean over;

    private UnreadBody(ServletInputStream in, ContainerReply exchange, long limit) {
        this.in = in;
        this.exchange = exchange;
        this.left = limit;
    }

    /**
     * Sends a whole reply to a request of whose body a part or everything may be unread, at once; on the container's thread, after which
     * nobody else may use this request. A client whose body did not arrive in time is not waited for again.
     *
     * @param limit bytes of the body that are read at most
     */
    public static void answer(HttpServletRequest request, HttpServletResponse response, Reply reply, long limit) {
        boolean unread = reply.status() != HttpServletResponse.SC_REQUEST_TIMEOUT && !dropArrived(request);
        ErrorReply.send(response, reply, !unread || !closesWhenWritten(request));
        if (unread) {
            drain(request, response, limit);
        }
    }

    /** A client that waits for leave to send has sent nothing, and reading would give it leave. HTTP/2 needs none of this. */
    private static boolean mayBeUnread(HttpServletRequest request) {
        return (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null)
                && request.getHeader("Expect") == null && request.getProtocol().startsWith("HTTP/1");
    }

    /** Reads and drops the little that has arrived; never waits. Returns whether nothing more is to be read. */
    public static boolean dropArrived(HttpServletRequest request) {
        if (!mayBeUnread(request)) {
            return true;
        }
        try {
            ServletInputStream in = request.getInputStream();
            byte[] dropped = new byte[CHUNK];
            long size = 0;
            while (size < SMALL_BODY && !in.isFinished() && in.available() > 0) {
                size += Math.max(0, in.read(dropped));
            }
            return in.isFinished() || size == request.getContentLengthLong();
        } catch (IOException | RuntimeException e) {
            // So does Jetty report a malformed chunk: there is no more to be read.
            return true;
        }
    }

    /**
     * From Servlet 6.1 on a response is closed, and in Tomcat 11 the request with it, once as much has been written as was declared. Then
     * nothing more can be read, so that a reply there declares no length, and its end waits for that of the body.
     */
    private static boolean closesWhenWritten(HttpServletRequest request) {
        ServletContext context = request.getServletContext();
        return context.getMajorVersion() > 6 || context.getMajorVersion() == 6 && context.getMinorVersion() > 0;
    }

    /** Not before the reply is out: a write that fails within an asynchronous exchange is told by another thread. */
    private static void drain(HttpServletRequest request, HttpServletResponse response, long limit) {
        UnreadBody body;
        AsyncContext context;
        try {
            ServletInputStream in = request.getInputStream();
            ServletOutputStream out = response.getOutputStream();
            context = request.startAsync();
            body = new UnreadBody(in, new ContainerReply(context, out), limit);
        } catch (IOException | IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "The rest of a body is left to the server", e);
            return;
        }
        try {
            context.setTimeout(closesWhenWritten(request) ? WAIT_FOR_END.toMillis() : 0);
            context.addListener(new AsyncEnd(body::forget, body::end, body::end));
            body.in.setReadListener(body);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "The rest of a body is left to the server", e);
            body.end();
        }
    }

    @Override
    public void onDataAvailable() throws IOException {
        boolean enough = false;
        lock.lock();
        try {
            while (!over && !enough && in.isReady() && !in.isFinished()) {
                left -= Math.max(0, in.read(chunk));
                enough = left <= 0;
            }
        } finally {
            lock.unlock();
        }
        if (enough) {
            end();
        }
    }

    @Override
    public void onAllDataRead() {
        end();
    }

    @Override
    public void onError(Throwable cause) {
        end();
    }

    private void end() {
        lock.lock();
        try {
            if (!over) {
                over = true;
                exchange.complete();
            }
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "The container had completed before", e);
        } finally {
            lock.unlock();
        }
    }

    /** The exchange is over: its request may serve another client now. */
    private void forget() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
    }
}
