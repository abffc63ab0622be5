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
 * Reads one body as the container hands it over, and tells once how it went. It owns the exchange until the reply has a channel. What
 * is refused, at first or half-way, is heard out and dropped for as long as bytes keep coming, within bounds: most clients read no reply
 * before they have sent everything, and a connection that is closed over unread bytes is reset under the reply.
 *
 * <p>The container may call on a thread that must not wait (Undertow's I/O threads), so that nothing here decodes, parses or writes, with
 * the exception of {@link Result#brokenOff}. Safe for many threads: one lock around state and reads, under which nothing is called but
 * reads and what the exchange does within its own lock.
 */
final class ArrivingBody implements ReadListener, AsyncExchange.Owner {
    /** How it went; one call, once, without the lock. */
    interface Result {
        /** The whole body is there. On any thread, which must not wait. */
        void whole(CollectedBody body);

        /**
         * The request is to be answered by a refusal. On any thread, which must not wait.
         *
         * @param why  null where only the body of a refused request has ended
         * @param left whether a part of the body was left unread, so that the connection serves no other request
         */
        void refused(Throwable why, boolean left);

        /** As {@code refused} of a body that broke off, on a thread that may wait: the connection may be closed once this returns. */
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
    /** Null once it was handed over or given up. */
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

    /** @param body what has arrived of it, to be completed; null for a body that is dropped, since its request is refused */
    ArrivingBody(ServletInputStream in, CollectedBody body, Bounds bounds, ScheduledExecutorService timer, Result result) {
        this.in = in;
        this.body = body;
        this.bounds = bounds;
        this.timer = timer;
        this.result = result;
        this.state = body == null ? State.DROPPING : State.COLLECTING;
    }

    /** Lets the container begin to call; on its thread, once. */
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

    /** Null where the server is about to stop: it takes the exchange down then. */
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
                throw new IOException("The client still sends a body that was given up");
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
        LOG.log(System.Logger.Level.DEBUG, "A body broke off", cause);
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

    /** Each server has its own exception for a silent client, all of them named so. */
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
     * Tells the result, unless it was told.
     *
     * @param fault what is wrong with a body that was wanted; null where nothing is
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
