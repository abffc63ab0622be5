package dev.talaria.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.event.RunEnded;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.testing.Scopes;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final RunEnded END = new RunCancelled(Reason.STOPPED, Message.assistant(""), Usage.NONE);
    private static final RunEnded OTHER_END = new RunCancelled(Reason.DEADLINE, Message.assistant(""), Usage.NONE);

    private final Run run = Scopes.run();
    private final RunRegistry runs = new RunRegistry();

    @Test
    void theFirstEndIsTheOutcome() {
        run.append(new AgentEvent.RunStarted());
        assertFalse(run.outcome().toCompletableFuture().isDone());

        run.append(END);
        run.append(OTHER_END);

        assertEquals(END, run.outcome().toCompletableFuture().join());
        assertTrue(run.hasEnded());
    }

    @Test
    void whatComesBesideTheEndDoesNotBringTheRunBack() {
        run.ending().thenRun(() -> run.append(new AgentEvent.RunStarted()));

        run.append(END);

        assertEquals(RunStatus.CANCELLED, run.state().status());
    }

    @Test
    void nobodyOutsideCanSettleTheOutcome() {
        run.outcome().toCompletableFuture().complete(OTHER_END);

        run.append(END);

        assertEquals(END, run.outcome().toCompletableFuture().join());
    }

    @Test
    void theRegistryKnowsARunUntilItHasEnded() {
        runs.add(run);
        assertEquals(Optional.of(run), runs.find(run.scope(), run.id()));

        run.append(END);

        assertEquals(Optional.empty(), runs.find(run.scope(), run.id()));
        assertEquals(0, runs.size());
    }

    @Test
    void theRegistryForgetsARunThatHadEndedBefore() {
        run.append(END);

        runs.add(run);

        assertEquals(0, runs.size());
    }

    @Test
    void cancelAllAsksEveryLiveRunToStop() {
        Run other = Scopes.run();
        runs.add(run);
        runs.add(other);

        runs.cancelAll(Reason.SHUTDOWN);

        assertEquals(Reason.SHUTDOWN, run.cancellation().reason());
        assertEquals(Reason.SHUTDOWN, other.cancellation().reason());
    }

    @Test
    void idsAreShownWithTheirPrefixAndDiffer() {
        assertTrue(run.id().toString().matches("run_[0-9a-f]{32}"), run.id()::toString);
        assertNotEquals(RunId.at(Instant.EPOCH), RunId.at(Instant.EPOCH));
    }
}
