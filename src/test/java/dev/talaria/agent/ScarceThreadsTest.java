package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.error.ErrorCode;
import dev.talaria.event.RunEnded;
import dev.talaria.testing.LogLines;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A machine that once has no thread for a turn. */
class ScarceThreadsTest {
    private final AtomicBoolean none = new AtomicBoolean(true);
    @AutoClose
    private final Workshop workshop = new Workshop(1, Duration.ofSeconds(30), this::scarce);

    private Executor scarce(Executor threads) {
        return turn -> {
            if (none.getAndSet(false)) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            threads.execute(turn);
        };
    }

    @Test
    void aTurnWithoutAThreadFailsAndItsReasonIsLogged() throws Exception {
        try (LogLines log = LogLines.ofAll()) {
            RunEnded.RunFailed end = (RunEnded.RunFailed) workshop.say("hi");

            assertEquals(ErrorCode.INTERNAL_ERROR, end.problem().code());
            log.await("unable to create native thread");
        }
    }

    @Test
    void itsPlaceAndSessionAreFreeForTheNext() throws Exception {
        workshop.say("hi");

        assertEquals(0, workshop.slots.taken());
        assertEquals("ok", workshop.say("hi again").output().text());
    }
}
