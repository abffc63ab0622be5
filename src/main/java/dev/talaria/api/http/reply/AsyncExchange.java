package dev.talaria.api.http.reply;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * An asynchronous exchange from its start to its completion. It always has an owner that completes it: first the reader of the body, then
 * the channel of the reply. The container's events go to the current owner; a new owner gets those that it missed. Safe for many threads.
 *
 * <p>When an exchange completes, Undertow reads an unread body to its end, and blocks a worker thread for it. With such a body the exchange
 * therefore closes its reply first, and completes when the body has ended, however it ends.
 */
public final class AsyncExchange {
    /** Completes the exchange. Each method may be called at any time, on any thread, and more than once. */
    public interface Owner {
        /** The exchange failed or its client has left: complete it now. */
        void brokenOff();

        /** The container is undeploying the application: complete the exchange now. */
        void takenDown();

        /** The exchange is over, whoever completed it: the container may reuse its request for another client. */
        void completed();
    }

    /** What the container has reported, in order. */
    private enum Phase { OPEN, BROKEN_OFF, TAKEN_DOWN, COMPLETED }

    private static final System.Logger LOG = System.getLogger(AsyncExchange.class.getName());

    private final ContainerReply reply;
    private final ServletInputStream in;
    private final Runnable whenOver;
    private final ReentrantLock lock = new ReentrantLock();
    @GuardedBy("lock")
    private Owner owner = new FirstOwner();
    @GuardedBy("lock")
    private Phase phase = Phase.OPEN;
    @GuardedBy("lock")
    private boolean awaitsBody;
    @GuardedBy("lock")
    private boolean completionAwaitsBody;

    private AsyncExchange(ContainerReply reply, ServletInputStream in, Runnable whenOver) {
        this.reply = reply;
        this.in = in;
        this.whenOver = whenOver;
    }

    /**
     * Makes a request asynchronous, without a time-out; on the container's thread.
     *
     * @param follow called once it is asynchronous; returns what to run when the container has ended it
     * @throws IOException           if the container provides no streams for it
     * @throws IllegalStateException if it cannot become asynchronous
     */
    public static AsyncExchange begin(HttpServletRequest request, HttpServletResponse response, Supplier<Runnable> follow)
            throws IOException {
        ServletInputStream in = request.getInputStream();
        AsyncContext context = request.startAsync();
        AsyncExchange exchange = new AsyncExchange(new ContainerReply(context, response), in, follow.get());
        context.setTimeout(0);
        context.addListener(new AsyncEnd(exchange::containerCompleted, () -> tell(exchange.moved(Phase.BROKEN_OFF), Phase.BROKEN_OFF),
                () -> tell(exchange.moved(Phase.TAKEN_DOWN), Phase.TAKEN_DOWN)));
        return exchange;
    }

    /** The owner before any other. */
    private final class FirstOwner implements Owner {
        @Override
        public void brokenOff() {
            complete();
        }

        @Override
        public void takenDown() {
            complete();
        }

        @Override
        public void completed() {
            // Nothing waits for it.
        }
    }

    private void containerCompleted() {
        tell(moved(Phase.COMPLETED), Phase.COMPLETED);
        whenOver.run();
    }

    private Owner moved(Phase next) {
        lock.lock();
        try {
            phase = next.compareTo(phase) > 0 ? next : phase;
            awaitsBody = false;
            return owner;
        } finally {
            lock.unlock();
        }
    }

    private static void tell(Owner told, Phase news) {
        switch (news) {
            case BROKEN_OFF -> told.brokenOff();
            case TAKEN_DOWN -> told.takenDown();
            case COMPLETED -> told.completed();
            case OPEN -> { }
        }
    }

    /** Makes {@code next} the owner; if the container has already ended the exchange, it is called at once. */
    public void own(Owner next) {
        Phase missed;
        lock.lock();
        try {
            owner = next;
            missed = phase;
        } finally {
            lock.unlock();
        }
        tell(next, missed);
    }

    ContainerReply reply() {
        return reply;
    }

    /** Reports, before the reply starts, that the body will be left unread. Its reader keeps listening and reports its end. */
    public void leaveBody() {
        lock.lock();
        try {
            awaitsBody = phase == Phase.OPEN && blocksOnUnreadBodies(in);
        } finally {
            lock.unlock();
        }
    }

    /** Reports the end of a body that was left unread. */
    public void bodyEnded() {
        boolean now;
        lock.lock();
        try {
            awaitsBody = false;
            now = completionAwaitsBody;
            completionAwaitsBody = false;
        } finally {
            lock.unlock();
        }
        if (now) {
            complete();
        }
    }

    /** Returns whether reading threads must not block, and completing an exchange waits for its body, as on Undertow. */
    public static boolean blocksOnUnreadBodies(ServletInputStream in) {
        return in.getClass().getName().startsWith("io.undertow.");
    }

    /** Completes the exchange, at once or as soon as its body has ended; a second call does nothing. */
    public void complete() {
        boolean later;
        lock.lock();
        try {
            later = awaitsBody;
            completionAwaitsBody = later;
        } finally {
            lock.unlock();
        }
        try {
            if (later) {
                reply.close();
            } else {
                reply.complete();
            }
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "The container had already completed the request", e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The end of a reply could not be sent", e);
        }
    }
}
