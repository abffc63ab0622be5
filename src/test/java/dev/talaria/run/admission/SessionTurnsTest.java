package dev.talaria.run.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.run.Run;
import dev.talaria.scope.Preferences.Multitask;
import dev.talaria.scope.SessionRef;
import dev.talaria.testing.Crowd;
import dev.talaria.testing.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SessionTurnsTest {
    private static final SessionRef SESSION = session("s1");

    private final SessionTurns turns = new SessionTurns();

    @Test
    void anIdleSessionIsFreeAtOnce() {
        assertTrue(enqueue(SESSION).isDone());
    }

    @Test
    void turnsOfOneSessionFollowEachOther() throws Exception {
        CompletableFuture<Hold> first = enqueue(SESSION);
        CompletableFuture<Hold> second = enqueue(SESSION);
        CompletableFuture<Hold> third = enqueue(SESSION);

        assertFalse(second.isDone());
        first.get().release();
        assertTrue(second.isDone());
        assertFalse(third.isDone());
        second.get().release();
        assertTrue(third.isDone());
    }

    @Test
    void differentSessionsDoNotWaitForEachOther() {
        enqueue(SESSION);

        assertTrue(enqueue(session("s2")).isDone());
        assertTrue(enqueue(SessionRef.named("acme", "ann", "s1")).isDone());
        assertTrue(enqueue(SessionRef.named("umbrella", "", "s1")).isDone());
    }

    @Test
    void handsASessionThroughALineOfThoseWhoGiveItBackAtOnceWithoutNesting() throws Exception {
        CompletableFuture<Hold> first = enqueue(SESSION);
        List<Integer> depths = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            enqueue(SESSION).thenAccept(permit -> {
                depths.add(new Throwable().getStackTrace().length);
                permit.release();
            });
        }

        first.get().release();

        assertEquals(100, depths.size());
        assertEquals(1, depths.stream().distinct().count());
        assertEquals(0, turns.busy());
    }

    @Test
    void aPermitIsGivenBackOnce() throws Exception {
        CompletableFuture<Hold> first = enqueue(SESSION);
        CompletableFuture<Hold> second = enqueue(SESSION);
        CompletableFuture<Hold> third = enqueue(SESSION);

        first.get().release();
        first.get().release();

        assertTrue(second.isDone());
        assertFalse(third.isDone());
    }

    @Test
    void rejectsWhereTheSessionIsBusy() {
        assertTrue(turns.enter(SESSION, Scopes.run(), Multitask.REJECT).isDone());

        ExecutionException refusal = assertThrows(ExecutionException.class,
                () -> turns.enter(SESSION, Scopes.run(), Multitask.REJECT).get(0, TimeUnit.SECONDS));

        assertEquals(ErrorCode.SESSION_BUSY, ((ApiException) refusal.getCause()).code());
    }

    @Test
    void anInterruptingTurnCancelsTheRunningOneAndGoesFirst() throws Exception {
        Run running = Scopes.run();
        Run waiting = Scopes.run();
        CompletableFuture<Hold> first = turns.enter(SESSION, running, Multitask.ENQUEUE);
        CompletableFuture<Hold> second = turns.enter(SESSION, waiting, Multitask.ENQUEUE);
        CompletableFuture<Hold> interrupting = turns.enter(SESSION, Scopes.run(), Multitask.INTERRUPT);

        assertEquals(Reason.INTERRUPTED, running.cancellation().reason());
        assertNull(waiting.cancellation().reason());
        assertFalse(interrupting.isDone(), "the running turn stores what it said first");
        first.get().release();

        assertTrue(interrupting.isDone());
        assertFalse(second.isDone());
    }

    @Test
    void whoIsCancelledWhileItWaitsLeavesTheLine() throws Exception {
        CompletableFuture<Hold> first = enqueue(SESSION);
        CompletableFuture<Hold> second = enqueue(SESSION);
        CompletableFuture<Hold> third = enqueue(SESSION);

        second.cancel(false);
        first.get().release();

        assertTrue(third.isDone());
        assertFalse(third.isCompletedExceptionally());
    }

    @Test
    void refusesWhereTooManyWait() {
        for (int i = 0; i <= 100; i++) {
            assertFalse(enqueue(SESSION).isCompletedExceptionally());
        }

        assertTrue(enqueue(SESSION).isCompletedExceptionally());
        assertTrue(turns.enter(SESSION, Scopes.run(), Multitask.INTERRUPT).isCompletedExceptionally());
    }

    @Test
    void anInterruptingTurnThatIsRefusedCancelsNobody() {
        Run running = Scopes.run();
        turns.enter(SESSION, running, Multitask.ENQUEUE);
        for (int i = 0; i < 100; i++) {
            enqueue(SESSION);
        }

        turns.enter(SESSION, Scopes.run(), Multitask.INTERRUPT);

        assertFalse(running.cancellation().isCancelled());
    }

    @Test
    void knowsNoSessionThatNobodyUses() throws Exception {
        CompletableFuture<Hold> first = enqueue(SESSION);
        CompletableFuture<Hold> second = enqueue(SESSION);
        assertEquals(1, turns.busy());

        second.cancel(false);
        first.get().release();

        assertEquals(0, turns.busy());
    }

    @RepeatedTest(3)
    void oneTurnASessionHoweverTheyRaceAndNothingIsLeftBehind() throws Exception {
        int sessions = 3;
        AtomicIntegerArray inside = new AtomicIntegerArray(sessions);
        List<Callable<Void>> crowd = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            crowd.add(() -> {
                for (int round = 0; round < 200; round++) {
                    take(ThreadLocalRandom.current().nextInt(sessions), inside);
                }
                return null;
            });
        }

        Crowd.all(crowd);

        assertEquals(0, turns.busy());
    }

    private void take(int number, AtomicIntegerArray inside) throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Multitask multitask = Multitask.values()[random.nextInt(3)];
        CompletableFuture<Hold> permit = turns.enter(session("s" + number), Scopes.run(), multitask);
        if (random.nextInt(4) == 0 && permit.cancel(false)) {
            return;
        }
        try {
            Hold given = permit.get(20, TimeUnit.SECONDS);
            assertEquals(1, inside.incrementAndGet(number), "two turns of one session at once");
            Crowd.dawdle();
            inside.decrementAndGet(number);
            given.release();
        } catch (ExecutionException busy) {
            assertEquals(Multitask.REJECT, multitask);
        }
    }

    private CompletableFuture<Hold> enqueue(SessionRef session) {
        return turns.enter(session, Scopes.run(), Multitask.ENQUEUE);
    }

    private static SessionRef session(String id) {
        return SessionRef.named("acme", "", id);
    }
}
