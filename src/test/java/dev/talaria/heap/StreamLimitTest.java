package dev.talaria.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamLimitTest {
    private static final int MAX = 4;

    private final StreamLimit limit = new StreamLimit(MAX);

    private List<Runnable> full() {
        List<Runnable> places = new ArrayList<>();
        for (int i = 0; i < MAX; i++) {
            places.add(limit.enter());
        }
        return places;
    }

    @Test
    void refusesOneTooManyAndSaysWhenToComeBack() {
        full();

        ApiException refusal = assertThrows(ApiException.class, limit::enter);

        assertEquals(ErrorCode.OVERLOADED, refusal.code());
        assertEquals(Duration.ofSeconds(1), refusal.problem().retryAfter());
        assertEquals(MAX, limit.open());
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Runnable first = full().get(0);

        first.run();
        first.run();

        assertEquals(MAX - 1, limit.open());
        limit.enter();
        assertThrows(ApiException.class, limit::enter);
    }

    @Test
    void readmitsWhatWasAcceptedBefore() {
        full();

        limit.readmit().run();

        assertEquals(MAX, limit.open());
    }

    @Test
    void refusesReadersWhereAsManyRepliesAreOpen() {
        limit.check(MAX - 1);

        assertThrows(ApiException.class, () -> limit.check(MAX));
    }

    @Test
    void theLogTellsTheLimitOnceUntilThereIsRoomAgain() {
        try (LogLines log = LogLines.of(ReachedLimit.class)) {
            List<Runnable> places = full();
            for (int i = 0; i < 100; i++) {
                assertThrows(ApiException.class, limit::enter);
            }
            assertTrue(limit.reached().isReached());
            assertEquals(1, log.lines().stream().filter(line -> line.contains("talaria.limits.open-streams is reached (4)")).count());

            places.forEach(Runnable::run);

            assertFalse(limit.reached().isReached());
            assertEquals(100, limit.reached().refusals());
            assertEquals(1, log.lines().stream().filter(line -> line.contains("open-streams again; 100 requests")).count());
        }
    }
}
