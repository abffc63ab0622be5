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

/**
 * Lets the turns of one named session run one after the other, in order of arrival; different sessions never wait for each other.
 * Who waits holds neither a thread nor a slot. Safe for many threads; futures complete outside the lock.
 */
final class SessionTurns {
    /** How many turns may wait for one session. */
    private static final int MAX_WAITING = 100;

    private record Waiter(Run run, CompletableFuture<Hold> hold) {
    }

    /** The turn that runs and those that wait behind it. */
    private static final class SessionQueue {
        /** Null for a moment, while the session is handed on. */
        private Run running;
        /** Somebody is handing it on. */
        private boolean passing;
        private final Deque<Waiter> waiting = new ArrayDeque<>();
    }

    @GuardedBy("this")
    private final Map<SessionRef, SessionQueue> queues = new HashMap<>();

    /** Fails with {@code session_busy}; a run that is cancelled while it waits leaves the line. */
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

    /** How many sessions have a turn now. */
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
     * Hands the session to the first waiter that has not left. A call made during a hand-over returns at once and leaves the next
     * hand-over to the loop further up the stack: a long line must not become a deep stack.
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

    /** Null where the session is held again, or nobody waits for it. */
    private synchronized Waiter next(SessionRef session, SessionQueue queue) {
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
