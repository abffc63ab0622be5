package dev.talaria.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;

/**
 * The request to stop a run, passed on once to everything that can be stopped: model calls and tools. Callbacks run on the cancelling
 * thread, or at once on the registering one if the run is already cancelled. Safe for many threads.
 */
public final class Cancellation {
    /** Why a run was cancelled. */
    public enum Reason {
        CLIENT_LEFT, STOPPED, INTERRUPTED, DEADLINE, SHUTDOWN, UNRECORDED
    }

    /** Removes a callback when closed; closing it twice does nothing. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Has its own identity, which distinguishes two registrations of equal callbacks. */
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

    /** Cancels with the first reason; returns false if it was already cancelled. */
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

    /** Null until it is cancelled. */
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
