package dev.talaria.run.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.event.RunEnded;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.heap.StreamLimit;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.run.Run;
import dev.talaria.run.admission.Ticket.State;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Preferences.Multitask;
import dev.talaria.testing.Crowd;
import dev.talaria.testing.Scopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What a run holds from its start to its end: all runs here are of one session. */
class TicketTest {
    private static final Caller CALLER = new Caller("acme", "test", false);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final RunEnded END = new RunCancelled(Reason.STOPPED, Message.assistant(""), Usage.NONE);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final StreamLimit live = new StreamLimit(1_000);
    /** One slot, and two durable runs that wait. */
    private final Admission admission = new Admission(new Admission.Limits(1, LONG, 2, LONG), live, timer);

    private record Admitted(Run run, Ticket ticket) {
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private Admitted admit(boolean durable) {
        Ticket ticket = admission.admit(CALLER, durable);
        Run run = Scopes.run();
        ticket.assign(run);
        return new Admitted(run, ticket);
    }

    private Admitted inSession() {
        Admitted admitted = admit(false);
        admitted.ticket().enterSession(Multitask.ENQUEUE);
        return admitted;
    }

    private Admitted running() {
        Admitted admitted = inSession();
        admitted.ticket().claimSlot();
        return admitted;
    }

    @Test
    void hasSessionAndSlotOneAfterTheOther() {
        Admitted first = admit(false);
        assertEquals(State.READY, first.ticket().state());

        first.ticket().enterSession(Multitask.ENQUEUE);
        assertEquals(State.READY, first.ticket().state());
        assertTrue(first.ticket().session().isDone());
        first.ticket().claimSlot();

        assertEquals(State.RUNNING, first.ticket().state());
        assertEquals(1, admission.running());
    }

    @Test
    void waitsForItsSessionThenForASlot() {
        Admitted elsewhere = admit(false);
        elsewhere.ticket().claimSlot();
        Admitted first = inSession();
        Admitted second = inSession();
        assertEquals(State.WAITS_FOR_SESSION, second.ticket().state());

        first.ticket().close();
        assertEquals(State.READY, second.ticket().state());
        CompletableFuture<?> slot = second.ticket().claimSlot();
        assertEquals(State.WAITS_FOR_SLOT, second.ticket().state());
        elsewhere.ticket().close();

        assertTrue(slot.isDone());
        assertEquals(State.RUNNING, second.ticket().state());
    }

    @Test
    void keepsItsSessionWhileItWaitsForAnAnswer() {
        Admitted first = running();
        Admitted second = inSession();

        first.ticket().releaseSlot();

        assertEquals(State.READY, first.ticket().state());
        assertEquals(0, admission.running());
        assertEquals(State.WAITS_FOR_SESSION, second.ticket().state());
        first.ticket().claimSlot();
        assertEquals(State.RUNNING, first.ticket().state());
    }

    @Test
    void theEndOfTheRunGivesEverythingBackBeforeAnybodyIsShownIt() {
        Admitted first = running();
        Admitted second = inSession();
        List<Object> seen = new ArrayList<>();
        first.run().events().cursor(-1, () -> seen.addAll(List.of(admission.running(), live.open(), first.ticket().state(),
                second.ticket().state())));

        first.run().append(END);

        assertEquals(List.of(0, 1, State.CLOSED, State.READY), seen);
    }

    @Test
    void aRunThatBreaksOffGivesEverythingBackToo() {
        Admitted first = running();

        first.run().breakOff(END);

        assertEquals(State.CLOSED, first.ticket().state());
        assertEquals(0, admission.running());
        assertEquals(0, live.open());
    }

    @Test
    void givesBackOnce() {
        Admitted first = running();
        first.ticket().close();
        Admitted second = running();

        first.ticket().close();
        first.run().append(END);
        first.ticket().releaseSlot();

        assertEquals(State.RUNNING, second.ticket().state());
        assertEquals(1, admission.running());
        assertEquals(1, live.open());
    }

    @Test
    void leavesTheLineWhenItsRunIsCancelled() {
        Admitted first = running();
        Admitted second = inSession();
        Admitted third = inSession();

        second.run().cancellation().cancel(Reason.STOPPED);

        assertTrue(second.ticket().session().isCompletedExceptionally());
        first.run().append(END);
        assertEquals(State.READY, third.ticket().state());
        CompletableFuture<?> slot = running(admit(false));
        CompletableFuture<?> waiting = third.ticket().claimSlot();
        third.run().cancellation().cancel(Reason.STOPPED);
        assertTrue(slot.isDone());
        assertTrue(waiting.isCompletedExceptionally());
        assertEquals(State.READY, third.ticket().state());
    }

    private static CompletableFuture<?> running(Admitted admitted) {
        return admitted.ticket().claimSlot();
    }

    @Test
    void leavesTheLineWhenItIsClosed() {
        Admitted first = running();
        Admitted second = inSession();
        Admitted third = inSession();

        second.ticket().close();
        first.ticket().close();

        assertTrue(second.ticket().session().isCompletedExceptionally());
        assertEquals(State.READY, third.ticket().state());
    }

    @Test
    void takesNothingOnceItIsClosed() {
        Admitted first = inSession();
        first.ticket().close();

        assertTrue(first.ticket().claimSlot().isCompletedExceptionally());
        assertEquals(0, admission.running());
        assertEquals(State.CLOSED, first.ticket().state());
    }

    @Test
    void refusesMoreDurableRunsThanMayWait() {
        Admitted first = admit(true);
        admit(true);
        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, assertThrows(ApiException.class, () -> admit(true)).code());
        assertEquals(2, live.open());

        first.ticket().claimSlot();
        Admitted third = admit(true);
        assertThrows(ApiException.class, () -> admit(true));
        third.run().append(END);

        assertFalse(admit(true).ticket().session().isCompletedExceptionally());
    }

    @Test
    void refusesNobodyWhoWasLetInBefore() {
        StreamLimit none = new StreamLimit(0);
        Admission full = new Admission(new Admission.Limits(1, LONG, 0, LONG), none, timer);
        assertEquals(ErrorCode.OVERLOADED, assertThrows(ApiException.class, () -> full.admit(CALLER, false)).code());

        Ticket ticket = full.readmit(CALLER, true);

        assertEquals(1, none.open());
        ticket.close();
        assertEquals(0, none.open());
    }

    @RepeatedTest(3)
    void losesNothingHoweverRunsEnd() throws Exception {
        List<Callable<Void>> crowd = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            crowd.add(() -> {
                for (int round = 0; round < 100; round++) {
                    live();
                }
                return null;
            });
        }

        Crowd.all(crowd);

        assertEquals(0, admission.running());
        assertEquals(0, live.open());
        assertEquals(State.RUNNING, running().ticket().state());
    }

    private void live() throws Exception {
        Admitted admitted = admit(false);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        admitted.ticket().enterSession(Multitask.values()[random.nextInt(3)]);
        if (random.nextInt(4) == 0) {
            admitted.run().cancellation().cancel(Reason.STOPPED);
        }
        CompletableFuture<?> slot = admitted.ticket().session().thenCompose(given -> admitted.ticket().claimSlot());
        if (random.nextInt(4) == 0) {
            admitted.run().append(END);
        }
        try {
            slot.get(20, TimeUnit.SECONDS);
            Crowd.dawdle();
            admitted.ticket().releaseSlot();
        } catch (ExecutionException refused) {
            assertFalse(admitted.ticket().state() == State.RUNNING);
        }
        admitted.run().append(END);
        assertEquals(State.CLOSED, admitted.ticket().state());
    }
}
