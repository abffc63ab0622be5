package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.run.Run;
import dev.talaria.run.RunStatus;
import dev.talaria.run.stored.OrphanedRuns;
import dev.talaria.testing.Scopes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The way of a turn from its session to its thread. */
class TurnRunnerTest {
    private final AtomicBoolean stopping = new AtomicBoolean();
    @AutoClose
    private final Workshop workshop = new Workshop(1, Duration.ofSeconds(30), this::refusing);

    /** What becomes of an executor that is shut down. */
    private Executor refusing(Executor threads) {
        return turn -> {
            if (stopping.get()) {
                throw new RejectedExecutionException("shut down");
            }
            threads.execute(turn);
        };
    }

    @Test
    void aTurnThatComesWhileTheServerStopsIsToldSoAndHoldsNothing() throws Exception {
        stopping.set(true);

        RunFailed end = assertInstanceOf(RunFailed.class, workshop.say("hi"));

        assertEquals(ErrorCode.DRAINING, end.problem().code());
        assertEquals(0, workshop.admission.running());
        stopping.set(false);
        assertEquals("ok", workshop.say("hi again").output().text());
    }

    @Test
    void aDurableTurnThatComesWhileTheServerStopsIsLeftForTheNextServer() throws Exception {
        stopping.set(true);

        Run run = workshop.start(Scopes.named("s1"), Workshop.submitted("hi"));

        assertEquals(ErrorCode.DRAINING, assertInstanceOf(RunFailed.class, Workshop.end(run)).problem().code());
        OrphanedRuns left = new OrphanedRuns(workshop.store, workshop.commits);
        left.disown();
        assertEquals(run.id(), left.take(RunStatus.QUEUED, Set.of()).get(0).id());
    }

    @Test
    void aRunSaysOnceThatItWaitsForItsSessionOrASlot() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        workshop.model.then(sink -> {
            begun.countDown();
            assertTrue(answer.await(20, TimeUnit.SECONDS));
            sink.text("ok", null);
            sink.completed(FinishReason.STOP, Usage.NONE);
        });
        Run first = workshop.start(Scopes.named("s1"), Workshop.turn("first"));
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        Run ofSameSession = workshop.start(Scopes.named("s1"), Workshop.turn("second"));
        Run ofAnother = workshop.start(Scopes.named("s2"), Workshop.turn("third"));

        answer.countDown();

        for (Run run : new Run[] {first, ofSameSession, ofAnother}) {
            assertEquals("ok", Workshop.end(run).output().text());
            assertEquals(run == first ? 0 : 1,
                    Workshop.events(run).stream().filter(AgentEvent.RunQueued.class::isInstance).count());
        }
    }
}
