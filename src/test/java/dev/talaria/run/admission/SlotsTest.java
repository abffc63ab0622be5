package dev.talaria.run.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.testing.Crowd;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void givesAsManyAtOnceAsItHas() {
        Slots slots = slots(2);

        assertTrue(slots.claim().isDone());
        assertTrue(slots.claim().isDone());
        assertFalse(slots.claim().isDone());
        assertEquals(2, slots.taken());
    }

    @Test
    void withoutACapNobodyWaits() throws Exception {
        Slots slots = slots(0);
        List<Hold> held = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            held.add(slots.claim().get(0, TimeUnit.SECONDS));
        }

        assertEquals(1_000, slots.taken());
        held.forEach(Hold::release);
        assertEquals(0, slots.taken());
    }

    @Test
    void servesWhoWaitsInOrder() throws Exception {
        Slots slots = slots(1);
        Hold slot = slots.claim().get();
        List<Integer> served = new ArrayList<>();
        List<CompletableFuture<Hold>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int place = i;
            CompletableFuture<Hold> claim = slots.claim();
            claim.thenAccept(given -> served.add(place));
            waiting.add(claim);
        }

        slot.release();
        for (CompletableFuture<Hold> claim : waiting) {
            claim.get(0, TimeUnit.SECONDS).release();
        }

        assertEquals(List.of(0, 1, 2, 3, 4), served);
        assertEquals(0, slots.taken());
    }

    @Test
    void refusesWhoWaitedInVain() {
        Slots slots = new Slots(1, 10, Duration.ofMillis(1), timer);
        slots.claim();

        ApiException refusal = refusal(slots.claim());

        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refusal.code());
        assertEquals("Too many concurrent runs (max 1)", refusal.problem().message());
        assertEquals(Duration.ofSeconds(1), refusal.problem().retryAfter());
    }

    @Test
    void whoWasRefusedTakesNoSlotLater() throws Exception {
        Slots slots = new Slots(1, 10, Duration.ofMillis(1), timer);
        Hold slot = slots.claim().get();
        refusal(slots.claim());

        slot.release();

        assertEquals(0, slots.taken());
    }

    @Test
    void refusesAtOnceWhereTooManyWait() {
        Slots slots = new Slots(1, 1, LONG, timer);
        slots.claim();
        slots.claim();

        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refusal(slots.claim()).code());
    }

    @Test
    void whoGivesUpFreesItsPlaceInLine() throws Exception {
        Slots slots = new Slots(1, 2, LONG, timer);
        Hold slot = slots.claim().get();
        CompletableFuture<Hold> impatient = slots.claim();
        CompletableFuture<Hold> patient = slots.claim();

        impatient.cancel(false);
        assertFalse(slots.claim().isDone(), "the place in line is free again");
        slot.release();

        assertTrue(patient.isDone());
        assertEquals(1, slots.taken());
    }

    @Test
    void aSlotIsGivenBackOnce() throws Exception {
        Slots slots = slots(2);
        Hold slot = slots.claim().get();
        slots.claim();

        slot.release();
        slot.release();

        assertEquals(1, slots.taken());
    }

    @Test
    void refusesRatherThanWaitsWhereTheTimerHasStopped() throws Exception {
        Slots slots = slots(1);
        Hold slot = slots.claim().get();
        timer.shutdownNow();

        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refusal(slots.claim()).code());

        slot.release();
        assertEquals(0, slots.taken());
    }

    @Test
    void handsASlotThroughALongLineOfThoseWhoGiveItBackAtOnce() throws Exception {
        int waiters = 20_000;
        Slots slots = new Slots(1, waiters, LONG, timer);
        Hold slot = slots.claim().get();
        AtomicInteger served = new AtomicInteger();
        for (int i = 0; i < waiters; i++) {
            slots.claim().thenAccept(given -> {
                served.incrementAndGet();
                given.release();
            });
        }

        slot.release();

        assertEquals(waiters, served.get());
        assertEquals(0, slots.taken());
        assertTrue(slots.claim().isDone());
    }

    @RepeatedTest(5)
    void losesNoSlotAndNeverExceedsItsCap() throws Exception {
        Slots slots = new Slots(3, 1_000, Duration.ofMillis(2), timer);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Callable<Void>> crowd = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            crowd.add(() -> {
                for (int round = 0; round < 200; round++) {
                    claimAndRelease(slots, inside, most);
                }
                return null;
            });
        }

        Crowd.all(crowd);

        assertEquals(0, slots.taken());
        assertTrue(most.get() <= 3, () -> most + " at once");
    }

    private static void claimAndRelease(Slots slots, AtomicInteger inside, AtomicInteger most) throws Exception {
        CompletableFuture<Hold> claim = slots.claim();
        Crowd.dawdle();
        if (ThreadLocalRandom.current().nextInt(4) == 0 && claim.cancel(false)) {
            return;
        }
        Hold slot;
        try {
            slot = claim.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            return;
        }
        int now = inside.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        Crowd.dawdle();
        inside.decrementAndGet();
        slot.release();
        slot.release();
    }

    private Slots slots(int most) {
        return new Slots(most, 10, LONG, timer);
    }

    private static ApiException refusal(CompletableFuture<Hold> claim) {
        return (ApiException) assertThrows(ExecutionException.class, () -> claim.get(20, TimeUnit.SECONDS)).getCause();
    }
}
