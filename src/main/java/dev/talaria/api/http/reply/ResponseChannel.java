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
 * The only class that touches a response after {@code startAsync}. It moves bytes from a source to the client without a thread of
 * its own: whoever brings news tries the lock and writes while the container says it is ready.
 *
 * <p>One reentrant lock stands around every write, flush, listener callback and {@code complete()}, behind one {@link State}:
 * without it Tomcat ends other clients' streams when a late call meets a recycled request, and Undertow reports errors inside the
 * write. {@code complete()} is called only when the last flush reported ready, or the end of the reply is lost.
 */
public final class ResponseChannel implements WriteListener, KeepAlive.Beat, AsyncExchange.Owner {
    /** Where the bytes come from. Called under the channel's lock, by one thread at a time. */
    interface Source {
        /** What goes out now, merged; null where nothing waits. The first bytes must be preceded by a {@link #head}. */
        byte[] next();

        /** Whether nothing will come any more; asked after {@code next} gave null. */
        boolean finished();

        /** Called from time to time, without the lock, while the client takes what comes: silence may be ended by a {@link #wake}. */
        default void beat(long now, long silenceNanos) {
        }

        /** The application is being taken down: what {@link #next} gives from here on is a truthful end, at once. */
        void takenDown();

        /** The client has gone or the container ended the reply before it was finished. Called once at most, without the lock. */
        void lost();
    }

    /** The life of a reply. It moves forward only, except between {@link #BLOCKED} and {@link #WRITABLE}. */
    enum State {
        /** The container has not been asked to call. */
        UNSTARTED,
        /** The container will call when it takes bytes; until then nothing may be written. */
        BLOCKED,
        /** The container takes bytes: whoever brings news writes them. */
        WRITABLE,
        /** A write failed. The container gets a moment to end the exchange before it is completed here. */
        BROKEN,
        /** The exchange was completed before all was sent. */
        LOST,
        /** All was sent and flushed, and the exchange completed. */
        DELIVERED;

        /** Whether the response may not be touched. */
        private boolean isOver() {
            return compareTo(BROKEN) >= 0;
        }

        private boolean isCompleted() {
            return compareTo(LOST) >= 0;
        }
    }

    private static final System.Logger LOG = System.getLogger(ResponseChannel.class.getName());
    /** How long the container gets to report a failed write before the exchange is completed here: Jetty never reports. */
    private static final long ERROR_GRACE_MILLIS = 1_500;
    /**
     * Asked for by each response, because Undertow lends one of its pooled buffers to whoever does not ask: when a client has gone, the
     * I/O thread gives it back and reads another client's request into it while the failed write still moves its bounds.
     */
    private static final int BUFFER_BYTES = 8 * 1024;

    private final AsyncExchange exchange;
    private final ContainerReply out;
    private final HttpServletResponse response;
    private final KeepAlive keepAlive;
    private final ScheduledExecutorService timer;
    private final ReentrantLock lock = new ReentrantLock();
    /** There is news that nobody has written. */
    private final AtomicBoolean wanted = new AtomicBoolean();
    /** A task that writes news has been handed over. */
    private final AtomicBoolean wakeSet = new AtomicBoolean();
    private final AtomicBoolean lossTold = new AtomicBoolean();
    /** Null until the channel starts. */
    private volatile Source source;
    /** Written under the lock. */
    private volatile State state = State.UNSTARTED;
    @GuardedBy("lock")
    private boolean unflushed;
    /** When the client last stopped taking bytes, by {@code System.nanoTime()}; 0 while it takes them. */
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
     * Names the source and lets the container begin to call; once. Where that throws the exchange is still the caller's, who ends it by
     * {@link #abandon}. An exchange that the container has ended is not touched, and its source told so.
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

    /** Whether the exchange is the channel's to end, or has ended. */
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

    /** For the source, before its first bytes. */
    ReplyHead head() {
        return new ReplyHead(response);
    }

    /** There is news: writes it on this thread, unless another one is at it and takes it along. Never blocks. */
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

    /** As {@link #wake}, on another thread: for news from one that many replies wait for. */
    void wakeSoon() {
        if (wakeSet.compareAndSet(false, true)) {
            keepAlive.execute(() -> {
                wakeSet.set(false);
                wake();
            });
        }
    }

    /** Gives a client up that has taken nothing for too long; on another thread. */
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
            LOG.log(System.Logger.Level.ERROR, "A reply broke off", LogText.plain(e));
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

    /** The container goes on to call the asynchronous listener, or never does. */
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

    /** What the client must know about it goes out first, where the client takes it. */
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
