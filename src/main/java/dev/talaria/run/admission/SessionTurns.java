package dev.talaria.run.admission;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.Cancellation;
import dev.talaria.run.Run;
import dev.talaria.scope.Preferences.Multitask;
import dev.talaria.scope.SessionRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Serializes the turns of each named session in order of arrival; different sessions never wait for each other. A waiting turn holds
 * neither a thread nor a slot. Safe for many threads; futures complete outside the lock.
 */
final class SessionTurns {
    /** How many turns may wait for one session. */
    private static final int MAX_WAITING = 100;

    private record Waiter(Run run, CompletableFuture<Hold> hold) {
    }

    /** The running turn of a session and the ones that wait behind it. */
    private static final class SessionQueue {
        /** Null for a moment, while the session is handed over. */
        private @Nullable Run running;
        /** Whether a thread is handing the session over. */
        private boolean passing;
        private final Deque<Waiter> waiting = new ArrayDeque<>();
    }

    @GuardedBy("this")
    private final Map<SessionRef, SessionQueue> queues = new HashMap<>();

    /** Completes with the session; fails with {@code session_busy}. A run that is cancelled while it waits leaves the queue. */
    CompletableFuture<Hold> enter(SessionRef session, Run run, Multitask multitask) {
        CompletableFuture<Hold> hold = new CompletableFuture<>();
        Run toInterrupt = null;
        synchronized (this) {
            SessionQueue queue = queues.get(session);
            if (queue == null) {
                queue = new SessionQueue();
                queue.running = run;
                queues.put(session, queue);
                hold.complete(() -> leave(session, run));
                return hold;
            }
            if (multitask == Multitask.REJECT || queue.waiting.size() >= MAX_WAITING) {
                hold.completeExceptionally(ErrorCode.SESSION_BUSY.because("The session is busy with another turn"));
                return hold;
            }
            Waiter waiter = new Waiter(run, hold);
            if (multitask == Multitask.INTERRUPT) {
                queue.waiting.addFirst(waiter);
                toInterrupt = queue.running;
            } else {
                queue.waiting.addLast(waiter);
            }
        }
        hold.whenComplete((given, fault) -> {
            if (fault != null) {
                giveUp(session, hold);
            }
        });
        if (toInterrupt != null) {
            toInterrupt.cancellation().cancel(Cancellation.Reason.INTERRUPTED);
        }
        return hold;
    }

    /** Returns how many sessions have a running turn. */
    synchronized int busy() {
        return queues.size();
    }

    private synchronized void giveUp(SessionRef session, CompletableFuture<Hold> hold) {
        SessionQueue queue = queues.get(session);
        if (queue != null) {
            queue.waiting.removeIf(waiter -> waiter.hold() == hold);
        }
    }

    /**
     * Hands the session to the first waiter that has not left. A call during a hand-over returns at once and leaves the next hand-over to
     * the loop further up the stack, so that a long queue does not become a deep stack.
     */
    private void leave(SessionRef session, Run run) {
        SessionQueue queue;
        synchronized (this) {
            queue = queues.get(session);
            if (queue == null || queue.running != run) {
                return;
            }
            queue.running = null;
            if (queue.waiting.isEmpty()) {
                queues.remove(session);
                return;
            }
            if (queue.passing) {
                return;
            }
            queue.passing = true;
        }
        for (Waiter next = next(session, queue); next != null; next = next(session, queue)) {
            Run following = next.run();
            if (!next.hold().complete(() -> leave(session, following))) {
                refused(queue, following);
            }
        }
    }

    /** Returns the next waiter; null if the session is taken again or nothing waits for it. */
    private synchronized @Nullable Waiter next(SessionRef session, SessionQueue queue) {
        Waiter next = queue.running == null ? queue.waiting.poll() : null;
        if (next == null) {
            queue.passing = false;
            if (queue.running == null) {
                queues.remove(session, queue);
            }
            return null;
        }
        queue.running = next.run();
        return next;
    }

    private synchronized void refused(SessionQueue queue, Run gone) {
        if (queue.running == gone) {
            queue.running = null;
        }
    }
}
