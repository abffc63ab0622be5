package dev.talaria.api.http.reply;

import dev.talaria.container.DetachedInvocation;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * The container calls that send a reply: each may make Tomcat start a request thread, to end the exchange or to report its failure. Not
 * thread-safe.
 */
final class ContainerReply {
    private static final MethodHandle READY = DetachedInvocation.method(ServletOutputStream.class, "isReady", boolean.class);
    private static final MethodHandle WRITE = DetachedInvocation.method(ServletOutputStream.class, "write", void.class, byte[].class);
    private static final MethodHandle FLUSH = DetachedInvocation.method(ServletOutputStream.class, "flush", void.class);
    private static final MethodHandle CLOSE = DetachedInvocation.method(ServletOutputStream.class, "close", void.class);
    private static final MethodHandle LISTEN =
            DetachedInvocation.method(ServletOutputStream.class, "setWriteListener", void.class, WriteListener.class);
    private static final MethodHandle COMPLETE = DetachedInvocation.method(AsyncContext.class, "complete", void.class);

    private final AsyncContext context;
    private final HttpServletResponse response;
    private final ServletOutputStream out;

    ContainerReply(AsyncContext context, HttpServletResponse response) throws IOException {
        this.context = context;
        this.response = response;
        this.out = response.getOutputStream();
    }

    HttpServletResponse response() {
        return response;
    }

    /** Registers the listener, which the container then calls. */
    void listen(WriteListener listener) {
        if (!DetachedInvocation.isNeeded()) {
            out.setWriteListener(listener);
            return;
        }
        try {
            call(MethodHandles.insertArguments(LISTEN, 0, out, listener));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isReady() throws IOException {
        return DetachedInvocation.isNeeded() ? (boolean) call(READY.bindTo(out)) : out.isReady();
    }

    void write(byte[] bytes) throws IOException {
        if (DetachedInvocation.isNeeded()) {
            call(MethodHandles.insertArguments(WRITE, 0, out, bytes));
        } else {
            out.write(bytes);
        }
    }

    void flush() throws IOException {
        if (DetachedInvocation.isNeeded()) {
            call(FLUSH.bindTo(out));
        } else {
            out.flush();
        }
    }

    /** Ends the reply but not the exchange. */
    void close() throws IOException {
        if (DetachedInvocation.isNeeded()) {
            call(CLOSE.bindTo(out));
        } else {
            out.close();
        }
    }

    /**
     * @throws IllegalStateException if the container has completed it already
     */
    void complete() {
        if (!DetachedInvocation.isNeeded()) {
            context.complete();
            return;
        }
        try {
            call(COMPLETE.bindTo(context));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object call(MethodHandle call) throws IOException {
        try {
            return DetachedInvocation.call(call);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
