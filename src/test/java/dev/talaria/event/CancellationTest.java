package dev.talaria.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.Cancellation.Reason;
import dev.talaria.event.Cancellation.Registration;
import dev.talaria.testing.Crowd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void beginsUncancelled() {
        assertFalse(cancellation.isCancelled());
        assertNull(cancellation.reason());
    }

    @Test
    void theFirstReasonWins() {
        assertTrue(cancellation.cancel(Reason.DEADLINE));
        assertFalse(cancellation.cancel(Reason.STOPPED));

        assertEquals(Reason.DEADLINE, cancellation.reason());
    }

    @Test
    void callsEveryCallbackOnce() {
        cancellation.onCancel(calls::incrementAndGet);
        cancellation.onCancel(calls::incrementAndGet);

        cancellation.cancel(Reason.STOPPED);
        cancellation.cancel(Reason.STOPPED);

        assertEquals(2, calls.get());
    }

    @Test
    void whoComesLateIsCalledAtOnce() {
        cancellation.cancel(Reason.STOPPED);

        cancellation.onCancel(calls::incrementAndGet).close();

        assertEquals(1, calls.get());
    }

    @Test
    void whoTookItBackIsNotCalled() {
        Registration registration = cancellation.onCancel(calls::incrementAndGet);

        registration.close();
        registration.close();
        cancellation.cancel(Reason.STOPPED);

        assertEquals(0, calls.get());
    }

    @Test
    void takingOneBackTwiceLeavesAnEqualOneAlone() {
        Runnable callback = calls::incrementAndGet;
        Registration first = cancellation.onCancel(callback);
        cancellation.onCancel(callback);

        first.close();
        first.close();
        cancellation.cancel(Reason.STOPPED);

        assertEquals(1, calls.get());
    }

    @Test
    void aCallbackSeesTheReasonAndMayCancelAgain() {
        List<Reason> seen = new ArrayList<>();
        cancellation.onCancel(() -> {
            cancellation.cancel(Reason.SHUTDOWN);
            seen.add(cancellation.reason());
        });

        cancellation.cancel(Reason.INTERRUPTED);

        assertEquals(List.of(Reason.INTERRUPTED), seen);
    }

    @RepeatedTest(50)
    void eachCallbackRunsExactlyOnceHoweverItRacesWithTheCancel() throws Exception {
        List<AtomicInteger> counts = new ArrayList<>();
        List<Callable<Boolean>> crowd = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            AtomicInteger count = new AtomicInteger();
            counts.add(count);
            crowd.add(() -> {
                cancellation.onCancel(count::incrementAndGet);
                return false;
            });
        }
        crowd.add(() -> cancellation.cancel(Reason.STOPPED));
        crowd.add(() -> cancellation.cancel(Reason.DEADLINE));

        List<Boolean> won = Crowd.all(crowd);

        assertEquals(1, won.stream().filter(first -> first).count());
        counts.forEach(count -> assertEquals(1, count.get()));
    }
}
