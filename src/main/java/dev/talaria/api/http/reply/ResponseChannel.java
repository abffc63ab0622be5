package dev.talaria.api.http.reply;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.text.LogText;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The only class that touches a response after {@code startAsync}. It moves bytes from a source to the client without a thread of its own:
 * any thread with news tries the lock and writes while the container reports ready.
 *
 * <p>One reentrant lock protects every write, flush, listener callback and {@code complete()}, and one {@link State}: without it Tomcat
 * ends other clients' streams when a late call meets a recycled request, and Undertow reports errors inside the write. {@code complete()}
 * is called only after the last flush reported ready, or when the end of the reply is lost.
 */
public final class ResponseChannel implements WriteListener, KeepAlive.Beat, AsyncExchange.Owner {
    /** The source of the bytes. Called under the channel's lock, by one thread at a time. */
    interface Source {
        /** Returns what to send now, merged; null if nothing waits. Call {@link #head} before the first bytes. */
        byte[] next();

        /** Returns whether the reply is complete; asked after {@code next} returned null. */
        boolean finished();

        /** Called periodically, without the lock, while the client reads: a silent source may call {@link #wake}. */
        default void beat(long now, long silenceNanos) {
        }

        /** The application is being undeployed: from now on {@link #next} must return a truthful end at once. */
        void takenDown();

        /** The client has left, or the container ended the reply early. Called at most once, without the lock. */
        void lost();
    }

    /** The state of a reply. It only advances, except between {@link #BLOCKED} and {@link #WRITABLE}. */
    enum State {
        /** The listener is not registered yet. */
        UNSTARTED,
        /** The container will call when it accepts bytes; until then nothing may be written. */
        BLOCKED,
        /** The container accepts bytes: any thread with news writes them. */
        WRITABLE,
        /** A write failed. The container gets a moment to end the exchange before the channel completes it. */
        BROKEN,
        /** The exchange was completed before everything was sent. */
        LOST,
        /** Everything was sent and flushed, and the exchange completed. */
        DELIVERED;

        /** Returns whether the response must not be touched. */
        private boolean isOver() {
            return compareTo(BROKEN) >= 0;
        }

        private boolean isCompleted() {
            return compareTo(LOST) >= 0;
        }
    }

    private static final System.Logger LOG = System.getLogger(ResponseChannel.class.getName());
    /** How long the container may take to report a failed write before the channel completes the exchange: Jetty never reports. */
    private static final long ERROR_GRACE_MILLIS = 1_500;
    /**
     * Set on each response, because Undertow otherwise lends it one of its pooled buffers: when a client has left, the I/O thread returns
     * that buffer and reads another client's request into it while the failed write still moves its bounds.
     */
    private static final int BUFFER_BYTES = 8 * 1024;

    private final AsyncExchange exchange;
    private final ContainerReply out;
    private final HttpServletResponse response;
    private final KeepAlive keepAlive;
    private final ScheduledExecutorService timer;
    private final ReentrantLock lock = new ReentrantLock();
    /** Whether there is news that is not written yet. */
    private final AtomicBoolean wanted = new AtomicBoolean();
    /** Whether a task that writes news has been submitted. */
    private final AtomicBoolean wakeSet = new AtomicBoolean();
    private final AtomicBoolean lossTold = new AtomicBoolean();
    /** Null until the channel starts. */
    private volatile Source source;
    /** Written under the lock. */
    private volatile State state = State.UNSTARTED;
    @GuardedBy("lock")
    private boolean unflushed;
    /** When the client last stopped reading, by {@code System.nanoTime()}; 0 while it reads. */
    private volatile long blockedSince;

    private ResponseChannel(AsyncExchange exchange, KeepAlive keepAlive, ScheduledExecutorService timer) {
        this.exchange = exchange;
        this.out = exchange.reply();
        this.response = out.response();
        this.keepAlive = keepAlive;
        this.timer = timer;
    }

    /** Takes over an exchange with its response; nothing else may touch them from here on. */
    public static ResponseChannel open(AsyncExchange exchange, KeepAlive keepAlive, ScheduledExecutorService timer) {
        ResponseChannel channel = new ResponseChannel(exchange, keepAlive, timer);
        exchange.own(channel);
        return channel;
    }

    /**
     * Sets the source and registers the listener; once. If this throws, the exchange is still the caller's, who ends it with
     * {@link #abandon}. An exchange that the container has ended is not touched, and its source is notified.
     */
    public void start(Source bytes) {
        lock.lock();
        try {
            source = bytes;
            if (state == State.UNSTARTED) {
                response.setBufferSize(BUFFER_BYTES);
                keepAlive.add(this);
                out.listen(this);
            }
            if (state == State.UNSTARTED) {
                state = State.BLOCKED;
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** Returns whether the channel ends the exchange, or it has ended. */
    public boolean isStarted() {
        return state != State.UNSTARTED;
    }

    State state() {
        return state;
    }

    /** Ends an exchange whose channel did not start, with what has been written to the response. */
    public void abandon() {
        brokenOff();
        keepAlive.remove(this);
    }

    /** Returns the head for the source to set before its first bytes. */
    ReplyHead head() {
        return new ReplyHead(response);
    }

    /** Writes news on this thread, unless another one is writing, which then includes it. Never blocks. */
    void wake() {
        assert !(Thread.currentThread() instanceof InnerThread) : "replies are not written on " + Thread.currentThread();
        wanted.set(true);
        while (wanted.get() && lock.tryLock()) {
            try {
                while (wanted.getAndSet(false)) {
                    drain();
                }
            } finally {
                lock.unlock();
            }
            tellLoss();
        }
    }

    /** As {@link #wake}, on another thread: for callers that many replies wait for. */
    void wakeSoon() {
        if (wakeSet.compareAndSet(false, true)) {
            keepAlive.execute(() -> {
                wakeSet.set(false);
                wake();
            });
        }
    }

    /** Disconnects a client that has read nothing for too long; on another thread. */
    @Override
    public void beat(long now, long silenceNanos, long stallNanos) {
        long blocked = blockedSince;
        if (blocked == 0) {
            source.beat(now, silenceNanos);
        } else if (now - blocked > stallNanos) {
            keepAlive.execute(this::brokenOff);
        }
    }

    @GuardedBy("lock")
    private void drain() {
        if (state != State.WRITABLE) {
            return;
        }
        try {
            while (ready()) {
                byte[] bytes = source.next();
                if (bytes != null) {
                    unflushed = true;
                    out.write(bytes);
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    if (source.finished()) {
                        complete(State.DELIVERED);
                    }
                    return;
                }
            }
        } catch (IOException e) {
            breakOff();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "A reply was cut off", LogText.plain(e));
            if (!response.isCommitted()) {
                response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
            breakOff();
        }
    }

    @GuardedBy("lock")
    private boolean ready() throws IOException {
        if (state.isOver()) {
            return false;
        }
        if (out.isReady()) {
            blockedSince = 0;
            return true;
        }
        blockedSince = System.nanoTime() | 1;
        if (!state.isOver()) {
            state = State.BLOCKED;
        }
        return false;
    }

    @GuardedBy("lock")
    private void breakOff() {
        if (!state.isOver()) {
            state = State.BROKEN;
            try {
                timer.schedule(this::brokenOff, ERROR_GRACE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                complete(State.LOST);
            }
        }
    }

    @GuardedBy("lock")
    private void complete(State last) {
        if (!state.isCompleted()) {
            state = last;
            exchange.complete();
        }
    }

    private void tellLoss() {
        State now = state;
        Source told = source;
        if ((now == State.BROKEN || now == State.LOST) && told != null && lossTold.compareAndSet(false, true)) {
            told.lost();
        }
    }

    @Override
    public void onWritePossible() {
        lock.lock();
        try {
            if (!state.isOver()) {
                state = State.WRITABLE;
            }
            wanted.set(false);
            drain();
        } finally {
            lock.unlock();
        }
        tellLoss();
        if (wanted.get()) {
            wake();
        }
    }

    /** The container then calls the asynchronous listener, or never does. */
    @Override
    public void onError(Throwable cause) {
        lock.lock();
        try {
            breakOff();
        } finally {
            lock.unlock();
        }
        tellLoss();
    }

    @Override
    public void brokenOff() {
        lock.lock();
        try {
            complete(State.LOST);
        } finally {
            lock.unlock();
        }
        tellLoss();
    }

    /** First sends what the client must know about it, if the client reads. */
    @Override
    public void takenDown() {
        lock.lock();
        try {
            if (source != null && !state.isOver()) {
                source.takenDown();
                drain();
            }
            complete(State.LOST);
        } finally {
            lock.unlock();
        }
        tellLoss();
    }

    @Override
    public void completed() {
        lock.lock();
        try {
            if (!state.isCompleted()) {
                state = State.LOST;
            }
        } finally {
            lock.unlock();
        }
        keepAlive.remove(this);
        tellLoss();
    }
}
