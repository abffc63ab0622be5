package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.talaria.error.ErrorCode;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.run.Approvals.Choice;
import dev.talaria.run.Run;
import dev.talaria.testing.LogLines;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A machine that for some moments has no thread for a turn. */
class ScarceThreadsTest {
    private final AtomicInteger missing = new AtomicInteger(1);
    @AutoClose
    private final Workshop workshop = new Workshop(1, Duration.ofSeconds(30), this::scarce);

    private Executor scarce(Executor threads) {
        return turn -> {
            if (missing.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
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

        assertEquals(0, workshop.admission.running());
        assertEquals("ok", workshop.say("hi again").output().text());
    }

    private static Stream<Arguments> ways() {
        Consumer<Run> stopped = run -> run.cancellation().cancel(Cancellation.Reason.STOPPED);
        Consumer<Run> answered = run -> run.approvals().answer(null, false, Choice.ONCE);
        return Stream.of(Arguments.of(stopped, 1), Arguments.of(answered, 1), Arguments.of(answered, 2));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aTurnThatWaitedForAnAnswerEndsAndLeavesItsSessionFree(Consumer<Run> way, int threads) throws Exception {
        missing.set(0);
        Run waiting = workshop.asking("s1");
        missing.set(threads);

        way.accept(waiting);

        assertFalse(Workshop.end(waiting) instanceof RunEnded.RunCompleted);
        assertEquals(0, workshop.admission.running());
        assertEquals("ok", workshop.say("hi again").output().text());
    }
}
