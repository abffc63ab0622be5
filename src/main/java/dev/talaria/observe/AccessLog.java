package dev.talaria.observe;

import dev.talaria.text.LogText;
import java.util.Objects;
import java.util.Queue;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Logs one line at level INFO for each completed request. The request's thread queues the entry, and another thread writes queued lines in
 * batches a moment later, because a server's log may be slow and has one lock for all threads. If the log cannot keep up, requests write
 * their lines themselves, so that none is lost. Safe for many threads.
 */
public final class AccessLog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AccessLog.class.getName());
    private static final int MAX_USER = 512;
    private static final long DELAY_MILLIS = 20;
    static final int MAX_WAITING = 10_000;

    /**
     * One line.
     *
     * @param trace   the id of the trace that the request belongs to; null if there is none, as for the others
     * @param session the session's id
     * @param caller  tenant and API key by name
     * @param user    the user as the caller states it
     * @param route   the route's name
     * @param run     the run's id
     */
    public record Entry(String requestId, @Nullable String trace, @Nullable String session, String caller, String user, String route,
                        int status, String run, long millis) {
        public Entry {
            Objects.requireNonNull(requestId);
        }

        /** A request of no trace and no session. */
        public Entry(String requestId, String caller, String user, String route, int status, String run, long millis) {
            this(requestId, null, null, caller, user, route, status, run, millis);
        }
    }

    private final ScheduledExecutorService writer;
    private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** @param writer writes the lines; its owner shuts it down after this log was closed */
    public AccessLog(ScheduledExecutorService writer) {
        this.writer = Objects.requireNonNull(writer);
    }

    /** Logs a request. Returns at once unless {@value #MAX_WAITING} lines are queued. */
    public void write(Entry request) {
        if (count.incrementAndGet() > MAX_WAITING) {
            count.decrementAndGet();
            log(request);
            return;
        }
        waiting.add(request);
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            try {
                writer.schedule(this::writeWaiting, DELAY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                writeWaiting();
            }
        }
    }

    private void writeWaiting() {
        scheduled.set(false);
        for (Entry next = waiting.poll(); next != null; next = waiting.poll()) {
            count.decrementAndGet();
            log(next);
        }
    }

    private static void log(Entry request) {
        LOG.log(System.Logger.Level.INFO, () -> line(request));
    }

    /** Writes the queued lines. Requests that end later are logged too. */
    @Override
    public void close() {
        writeWaiting();
    }

    static String line(Entry request) {
        StringJoiner line = new StringJoiner(" ");
        line.add("request=" + request.requestId());
        add(line, "trace", request.trace());
        add(line, "session", request.session() == null ? null : '"' + plain(request.session()) + '"');
        add(line, "caller", request.caller() == null ? null : LogText.plain(request.caller(), MAX_USER));
        add(line, "user", request.user() == null ? null : '"' + plain(request.user()) + '"');
        add(line, "route", request.route());
        line.add("status=" + request.status());
        add(line, "run", request.run());
        return line.add("ms=" + request.millis()).toString();
    }

    private static void add(StringJoiner line, String name, @Nullable String value) {
        if (value != null) {
            line.add(name + "=" + value);
        }
    }

    /** Removes quotes, so that a name cannot imitate another part of the line. */
    private static String plain(String text) {
        return LogText.plain(text, MAX_USER).replace('"', '?');
    }
}
