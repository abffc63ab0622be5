package dev.talaria.api.http.body;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.api.http.reply.AsyncExchange;
import dev.talaria.error.ErrorCode;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads one body as the container delivers it, and reports the result once. It owns the exchange until the reply has a channel. A rejected
 * body is read and dropped, within bounds, for as long as bytes arrive: most clients read no reply before they have sent everything, and
 * closing a connection over unread bytes resets it under the reply.
 *
 * <p>The container may call on a thread that must not wait (Undertow's I/O threads), so nothing here decodes, parses or writes, except
 * {@link Result#brokenOff}. Safe for many threads: one lock around state and reads, under which only reads and the exchange's own locked
 * operations are called.
 */
final class ArrivingBody implements ReadListener, AsyncExchange.Owner {
    /** The result; called once, without the lock. */
    interface Result {
        /** The whole body has arrived. On any thread, which must not wait. */
        void whole(CollectedBody body);

        /**
         * The request must be rejected. On any thread, which must not wait.
         *
         * @param why  null if only the body of a rejected request has ended
         * @param left whether part of the body was left unread, so that the connection serves no other request
         */
        void refused(Throwable why, boolean left);

        /** As {@code refused}, for a body that broke off, on a thread that may wait: the connection may be closed once this returns. */
        void brokenOff(Throwable why);
    }

    /**
     * How long a body may take, and how much of one is read that is dropped.
     *
     * @param total   for a whole body
     * @param silence for the next byte of one that is dropped
     * @param dropped bytes at most
     */
    record Bounds(Duration total, Duration silence, long dropped) {
    }

    private enum State { COLLECTING, DROPPING, ENDED, LEFT }

    private static final System.Logger LOG = System.getLogger(ArrivingBody.class.getName());
    private static final int CHUNK = 16 * 1024;

    private final ServletInputStream in;
    private final Bounds bounds;
    private final ScheduledExecutorService timer;
    private final Result result;
    private final ReentrantLock lock = new ReentrantLock();
    /** Set once, before the container or the timer can call. */
    private volatile AsyncExchange exchange;
    @GuardedBy("lock")
    private State state;
    /** Null once it was handed over or dropped. */
    @GuardedBy("lock")
    private CollectedBody body;
    /** Why the body is dropped; null while it is collected. */
    @GuardedBy("lock")
    private Throwable refusal;
    @GuardedBy("lock")
    private long dropped;
    @GuardedBy("lock")
    private long lastByte = System.nanoTime();
    @GuardedBy("lock")
    private ScheduledFuture<?> totalDeadline;
    @GuardedBy("lock")
    private ScheduledFuture<?> silenceDeadline;

    /** @param body the part that has arrived, to be completed; null for a body to drop, because its request is rejected */
    ArrivingBody(ServletInputStream in, CollectedBody body, Bounds bounds, ScheduledExecutorService timer, Result result) {
        this.in = in;
        this.body = body;
        this.bounds = bounds;
        this.timer = timer;
        this.result = result;
        this.state = body == null ? State.DROPPING : State.COLLECTING;
    }

    /** Registers the listener; on the container's thread, once. */
    void start(AsyncExchange asynchronous) {
        lock.lock();
        try {
            exchange = asynchronous;
            totalDeadline = schedule(this::tooLate, bounds.total());
            if (state == State.DROPPING) {
                silenceDeadline = schedule(this::checkSilence, bounds.silence());
            }
        } finally {
            lock.unlock();
        }
        exchange.own(this);
        try {
            in.setReadListener(this);
        } catch (RuntimeException e) {
            end(CollectedBody.cutShort(e), true);
        }
    }

    /** Null if the server is about to stop, which ends the exchange. */
    private ScheduledFuture<?> schedule(Runnable check, Duration delay) {
        try {
            return timer.schedule(check, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    @Override
    public void onDataAvailable() throws IOException {
        boolean enough;
        lock.lock();
        try {
            if (state == State.LEFT) {
                throw new IOException("The client is still sending a request body that was abandoned");
            }
            byte[] chunk = new byte[CHUNK];
            enough = false;
            while (isOpen() && !enough && in.isReady() && !in.isFinished()) {
                enough = take(chunk, in.read(chunk));
            }
        } finally {
            lock.unlock();
        }
        if (enough) {
            end(null, true);
        }
    }

    @GuardedBy("lock")
    private boolean isOpen() {
        return state == State.COLLECTING || state == State.DROPPING;
    }

    /** Returns whether no more is read. */
    @GuardedBy("lock")
    private boolean take(byte[] chunk, int count) {
        if (count <= 0) {
            return false;
        }
        lastByte = System.nanoTime();
        if (state == State.COLLECTING) {
            try {
                body.add(chunk, count);
                return false;
            } catch (RuntimeException | Error e) {
                refusal = e;
                body.close();
                body = null;
                state = State.DROPPING;
                silenceDeadline = schedule(this::checkSilence, bounds.silence());
            }
        }
        dropped += count;
        return dropped > bounds.dropped();
    }

    @Override
    public void onAllDataRead() {
        end(null, false);
        exchange.bodyEnded();
    }

    @Override
    public void onError(Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, "A request body ended early", cause);
        Throwable why;
        CollectedBody given;
        lock.lock();
        try {
            if (!isOpen()) {
                why = null;
                given = null;
            } else {
                why = refusal != null ? refusal : isTimeout(cause) ? timeout() : CollectedBody.cutShort(cause);
                given = close(State.ENDED);
            }
        } finally {
            lock.unlock();
        }
        release(given);
        if (why == null) {
            exchange.bodyEnded();
        } else if (AsyncExchange.blocksOnUnreadBodies(in)) {
            result.refused(why, true);
        } else {
            result.brokenOff(why);
        }
    }

    /** Each server has its own exception for a silent client, with a name of this form. */
    private static boolean isTimeout(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getSimpleName().contains("Timeout")) {
                return true;
            }
        }
        return false;
    }

    private static RuntimeException timeout() {
        return ErrorCode.BODY_TIMEOUT.because("The request body did not arrive in time");
    }

    private void tooLate() {
        end(timeout(), true);
    }

    private void checkSilence() {
        lock.lock();
        try {
            long left = bounds.silence().toNanos() - (System.nanoTime() - lastByte);
            if (!isOpen()) {
                return;
            }
            if (left > 0) {
                silenceDeadline = schedule(this::checkSilence, Duration.ofNanos(left));
                return;
            }
        } finally {
            lock.unlock();
        }
        end(null, true);
    }

    /**
     * Reports the result, unless it was reported.
     *
     * @param fault what is wrong with the body; null for nothing
     * @param left  whether the rest stays unread
     */
    private void end(Throwable fault, boolean left) {
        Throwable why;
        CollectedBody given;
        lock.lock();
        try {
            if (!isOpen()) {
                return;
            }
            why = refusal != null ? refusal : fault;
            given = close(left ? State.LEFT : State.ENDED);
            if (left) {
                exchange.leaveBody();
            }
        } finally {
            lock.unlock();
        }
        if (why == null && given != null) {
            result.whole(given);
        } else {
            release(given);
            result.refused(why, left);
        }
    }

    @GuardedBy("lock")
    private CollectedBody close(State last) {
        state = last;
        cancel(totalDeadline);
        cancel(silenceDeadline);
        CollectedBody given = body;
        body = null;
        return given;
    }

    private static void cancel(ScheduledFuture<?> deadline) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private static void release(CollectedBody given) {
        if (given != null) {
            given.close();
        }
    }

    @Override
    public void brokenOff() {
        giveUp();
        exchange.complete();
    }

    @Override
    public void takenDown() {
        giveUp();
        exchange.complete();
    }

    @Override
    public void completed() {
        giveUp();
    }

    private void giveUp() {
        CollectedBody given;
        lock.lock();
        try {
            given = isOpen() ? close(State.ENDED) : null;
        } finally {
            lock.unlock();
        }
        release(given);
    }
}
