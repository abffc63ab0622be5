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
 * One asynchronous exchange from its start to its completion. It always has an owner that completes it: first whoever reads the body,
 * then the channel of the reply. The container's news goes to the current owner, and to the next one what it missed. Safe for many threads.
 *
 * <p>Undertow reads an unread body to its end when an exchange completes, and blocks a worker thread for it. There an exchange with such
 * a body closes its reply instead, and completes when its body has ended, however it ends.
 */
public final class AsyncExchange {
    /** Who completes the exchange. Each method may be called at any time, on any thread, and more than once. */
    public interface Owner {
        /** The exchange failed or its client has gone: it must be completed now. */
        void brokenOff();

        /** The container is taking the application down: the exchange must be completed now. */
        void takenDown();

        /** The exchange is over, whoever completed it: its request may serve another client. */
        void completed();
    }

    /** What the container has told, in the order in which it can follow. */
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
     * @param follow called once it is asynchronous; gives what is run when the container has ended it
     * @throws IOException           where the container gives no streams for it
     * @throws IllegalStateException where it cannot become asynchronous
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

    /** Before anybody else does. */
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
            // Nobody waits for it.
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

    /** Makes somebody else the owner, who is told at once where the container has already ended the exchange. */
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

    /** Says that the body will be left unread; before the reply is begun. Its reader goes on to listen and tells the end. */
    public void leaveBody() {
        lock.lock();
        try {
            awaitsBody = phase == Phase.OPEN && blocksOnUnreadBodies(in);
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing more will come of a body that was left. */
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

    /** Whether a thread that reads may not wait for anything, and the completion of an exchange waits for its body: so does Undertow. */
    public static boolean blocksOnUnreadBodies(ServletInputStream in) {
        return in.getClass().getName().startsWith("io.undertow.");
    }

    /** Completes it, or has it completed as soon as its body has ended; a second time does nothing. */
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
            LOG.log(System.Logger.Level.DEBUG, "The container had completed before", e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The end of a reply could not be sent", e);
        }
    }
}
