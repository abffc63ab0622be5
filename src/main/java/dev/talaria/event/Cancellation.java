package dev.talaria.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;

/**
 * The wish that a run should stop, told once to everything that can be stopped: model calls and tools.
 * Callbacks run on the thread that cancels, or at once on the registering one where it is already cancelled. Safe for many threads.
 */
public final class Cancellation {
    /** Why a run was asked to stop. */
    public enum Reason {
        CLIENT_LEFT, STOPPED, INTERRUPTED, DEADLINE, SHUTDOWN, UNRECORDED
    }

    /** Takes a callback back; calling it twice does nothing. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Its own identity keeps apart two registrations of equal callbacks. */
    private static final class Callback {
        private final Runnable code;

        private Callback(Runnable code) {
            this.code = code;
        }
    }

    @GuardedBy("this")
    private final List<Callback> callbacks = new ArrayList<>();
    @GuardedBy("this")
    private Reason reason;

    /** The first reason wins; false where it was cancelled before. */
    public boolean cancel(Reason why) {
        List<Callback> toCall;
        synchronized (this) {
            if (reason != null) {
                return false;
            }
            reason = why;
            toCall = List.copyOf(callbacks);
            callbacks.clear();
        }
        toCall.forEach(callback -> callback.code.run());
        return true;
    }

    public synchronized boolean isCancelled() {
        return reason != null;
    }

    /** Null while nobody has cancelled. */
    public synchronized Reason reason() {
        return reason;
    }

    /** @param callback must be quick and must not throw */
    public Registration onCancel(Runnable callback) {
        synchronized (this) {
            if (reason == null) {
                Callback registered = new Callback(callback);
                callbacks.add(registered);
                return () -> remove(registered);
            }
        }
        callback.run();
        return () -> { };
    }

    private synchronized void remove(Callback callback) {
        callbacks.remove(callback);
    }
}
