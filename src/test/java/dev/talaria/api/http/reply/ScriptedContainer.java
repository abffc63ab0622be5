package dev.talaria.api.http.reply;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A servlet container for one exchange that does what a test says, when it says so, on the test's thread. Notes what is asked of it and
 * what of that the Servlet specification forbids. Its timer and its periodic task run by hand.
 */
final class ScriptedContainer {
    /** What a write comes to. */
    enum WriteFault {
        NONE,
        /** As on Jetty and Tomcat: the write throws. */
        THROWN,
        /** As on Undertow: the listener is told before the write throws. */
        TOLD_INSIDE,
        /** The listener is told when the container is asked whether it takes bytes. */
        TOLD_WHEN_ASKED
    }

    private final class HandTimer extends ScheduledThreadPoolExecutor {
        private HandTimer() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            due.add(command);
            return null;
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
            periodic = command;
            return null;
        }
    }

    private final class Output extends ServletOutputStream {
        @Override
        public boolean isReady() {
            check(!ended, "isReady after the end");
            if (fault == WriteFault.TOLD_WHEN_ASKED) {
                writeListener.onError(new IOException("the client has gone"));
                return false;
            }
            granted = ready;
            owesCall |= !ready;
            return ready;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            if (refusesListener) {
                throw new IllegalStateException("no listener is taken");
            }
            writeListener = listener;
            owesCall = true;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            use("write");
            if (fault == WriteFault.TOLD_INSIDE) {
                writeListener.onError(new IOException("the client has gone"));
            }
            if (fault != WriteFault.NONE) {
                throw new IOException("the client has gone");
            }
            sent.append(new String(bytes, StandardCharsets.UTF_8));
            committed = true;
            flushed = false;
        }

        @Override
        public void write(int octet) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void flush() {
            use("flush");
            flushed = true;
        }

        private void use(String call) {
            check(granted, call + " without isReady");
            check(completions == 0 && !ended, call + " after the end");
            granted = false;
        }
    }

    /** What a client has been sent. */
    final StringBuilder sent = new StringBuilder();
    /** What was asked of this container that the specification forbids. */
    final List<String> violations = new ArrayList<>();
    final List<String> headers = new ArrayList<>();
    boolean ready = true;
    WriteFault fault = WriteFault.NONE;
    boolean refusesListener;
    int status = HttpServletResponse.SC_OK;
    boolean committed;
    boolean flushed = true;
    int completions;
    private final List<Runnable> due = new ArrayList<>();
    private final HandTimer timer = new HandTimer();
    private final KeepAlive keepAlive;
    private final Output out = new Output();
    private WriteListener writeListener;
    private AsyncListener asyncListener;
    private Runnable periodic;
    private boolean granted;
    private boolean owesCall;
    private boolean ended;

    /** @param silence after which a stream gets a comment when {@link #beat} is called */
    ScriptedContainer(Duration silence, Duration stall) {
        keepAlive = new KeepAlive(silence, stall, timer, Runnable::run);
    }

    /** A channel on an exchange that has just become asynchronous. */
    ResponseChannel open() throws IOException {
        AsyncContext context = proxy(AsyncContext.class, (self, method, arguments) -> {
            switch (method.getName()) {
                case "addListener" -> asyncListener = (AsyncListener) arguments[0];
                case "complete" -> complete();
                default -> { }
            }
            return null;
        });
        HttpServletRequest request = proxy(HttpServletRequest.class,
                (self, method, arguments) -> method.getName().equals("startAsync") ? context : null);
        HttpServletResponse response = proxy(HttpServletResponse.class, (self, method, arguments) -> switch (method.getName()) {
            case "getOutputStream" -> out;
            case "isCommitted" -> committed;
            case "setHeader" -> headers.add(arguments[0] + ": " + arguments[1]) ? null : null;
            case "setStatus" -> {
                status = (int) arguments[0];
                yield null;
            }
            default -> null;
        });
        return ResponseChannel.open(AsyncExchange.begin(request, response, () -> () -> { }), keepAlive, timer);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    private void complete() {
        check(!ended, "complete after the end");
        completions++;
        check(completions == 1, "complete for the second time");
    }

    private void check(boolean allowed, String violation) {
        if (!allowed) {
            violations.add(violation);
        }
    }

    /** Whether {@link #possible} may be called: the listener is new, or was told that bytes are not taken. */
    boolean owesCall() {
        return owesCall && !ended && writeListener != null;
    }

    /** Takes bytes, and says so. */
    void possible() throws IOException {
        owesCall = false;
        ready = true;
        writeListener.onWritePossible();
    }

    boolean hasListener() {
        return writeListener != null;
    }

    /** Reports a failed write to the listener. */
    void writeError() {
        writeListener.onError(new IOException("the client has gone"));
    }

    /** Reports that the client has left. */
    void asyncError() throws IOException {
        asyncListener.onError(null);
    }

    /** Takes the application down. */
    void timeout() throws IOException {
        asyncListener.onTimeout(null);
    }

    /** Ends the exchange; whatever touches it from here on is wrong. */
    void end() throws IOException {
        ended = true;
        asyncListener.onComplete(null);
    }

    boolean hasEnded() {
        return ended;
    }

    boolean hasDue() {
        return !due.isEmpty();
    }

    /** Runs what waits for its time. */
    void runDue() {
        List<Runnable> tasks = List.copyOf(due);
        due.clear();
        tasks.forEach(Runnable::run);
    }

    /** Runs the periodic look at all replies. */
    void beat() {
        periodic.run();
    }

    int repliesUnderWay() {
        return keepAlive.open();
    }
}
