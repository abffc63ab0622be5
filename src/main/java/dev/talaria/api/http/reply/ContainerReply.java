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
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The container calls that send a reply: each may make Tomcat start a request thread, to end the exchange or to report its failure. Not
 * thread-safe.
 */
final class ContainerReply {
    private static final MethodHandle READY = DetachedInvocation.method(ServletOutputStream.class, "isReady", boolean.class);
    private static final MethodHandle WRITE = MethodHandles.collectArguments(
            DetachedInvocation.method(ServletOutputStream.class, "write", void.class, byte[].class), 1,
            DetachedInvocation.method(AtomicReference.class, "get", Object.class)
                    .asType(MethodType.methodType(byte[].class, AtomicReference.class)));
    private static final MethodHandle FLUSH = DetachedInvocation.method(ServletOutputStream.class, "flush", void.class);
    private static final MethodHandle CLOSE = DetachedInvocation.method(ServletOutputStream.class, "close", void.class);
    private static final MethodHandle LISTEN =
            DetachedInvocation.method(ServletOutputStream.class, "setWriteListener", void.class, WriteListener.class);
    private static final MethodHandle COMPLETE = DetachedInvocation.method(AsyncContext.class, "complete", void.class);

    private final AsyncContext context;
    private final HttpServletResponse response;
    private final ServletOutputStream out;
    /** The calls that are made for each piece of a reply, prepared; null where they need not be detached. */
    private final DetachedInvocation ready;
    private final DetachedInvocation write;
    private final DetachedInvocation flush;
    /** What {@link #write} is about to write: belongs to nobody. */
    private final AtomicReference<byte[]> written = new AtomicReference<>();

    ContainerReply(AsyncContext context, HttpServletResponse response) throws IOException {
        this.context = context;
        this.response = response;
        this.out = response.getOutputStream();
        boolean detached = DetachedInvocation.isNeeded();
        ready = detached ? DetachedInvocation.of(READY.bindTo(out)) : null;
        write = detached ? DetachedInvocation.of(MethodHandles.insertArguments(WRITE, 0, out, written)) : null;
        flush = detached ? DetachedInvocation.of(FLUSH.bindTo(out)) : null;
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
            call(DetachedInvocation.of(MethodHandles.insertArguments(LISTEN, 0, out, listener)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isReady() throws IOException {
        return ready != null ? (boolean) call(ready) : out.isReady();
    }

    void write(byte[] bytes) throws IOException {
        if (write == null) {
            out.write(bytes);
            return;
        }
        written.setPlain(bytes);
        try {
            call(write);
        } finally {
            written.setPlain(null);
        }
    }

    void flush() throws IOException {
        if (flush != null) {
            call(flush);
        } else {
            out.flush();
        }
    }

    /** Ends the reply but not the exchange. */
    void close() throws IOException {
        if (DetachedInvocation.isNeeded()) {
            call(DetachedInvocation.of(CLOSE.bindTo(out)));
        } else {
            out.close();
        }
    }

    /** @throws IllegalStateException if the container has completed it already */
    void complete() {
        if (!DetachedInvocation.isNeeded()) {
            context.complete();
            return;
        }
        try {
            call(DetachedInvocation.of(COMPLETE.bindTo(context)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object call(DetachedInvocation call) throws IOException {
        try {
            return call.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
