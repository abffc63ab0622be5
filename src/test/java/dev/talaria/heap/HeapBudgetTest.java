package dev.talaria.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeapBudgetTest {
    private final HeapBudget budget = new HeapBudget(100);

    @Test
    void refusesWhatOtherBodiesLeaveNoRoomFor() {
        budget.reserve().grow(60);
        HeapBudget.Reservation second = budget.reserve();
        second.grow(40);

        ApiException fault = assertThrows(ApiException.class, () -> second.grow(1));

        assertEquals(ErrorCode.OVERLOADED, fault.code());
        assertEquals(Duration.ofSeconds(1), fault.problem().retryAfter());
        assertEquals(100, budget.used());
    }

    @Test
    void closingGivesEverythingBackOnce() {
        budget.reserve().grow(10);
        HeapBudget.Reservation reservation = budget.reserve();
        reservation.grow(30);
        reservation.grow(30);

        reservation.close();
        reservation.close();

        assertEquals(10, budget.used());
    }

    @Test
    void countsRightUnderRaces() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CountDownLatch done = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            threads.execute(() -> {
                for (int i = 0; i < 2000; i++) {
                    try (HeapBudget.Reservation reservation = budget.reserve()) {
                        reservation.grow(40);
                        assertTrue(budget.used() <= 100);
                    } catch (ApiException full) {
                        assertEquals(ErrorCode.OVERLOADED, full.code());
                    }
                }
                done.countDown();
            });
        }
        threads.shutdown();

        assertTrue(done.await(20, TimeUnit.SECONDS));
        assertEquals(0, budget.used());
    }
}
