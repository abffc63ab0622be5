package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent.RunQueued;
import dev.talaria.event.AgentEvent.RunStarted;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.event.RunEnded.RunCompleted;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.message.Message;
import dev.talaria.run.Run;
import dev.talaria.run.Started;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.Preferences.History;
import dev.talaria.scope.Preferences.Multitask;
import dev.talaria.scope.RequestScope;
import dev.talaria.testing.Scopes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgentCancellationTest {
    private static final RequestScope SCOPE = Scopes.named("s1");
    private static final RequestScope OTHER = Scopes.named("s2");

    private Workshop workshop = new Workshop(1, Duration.ofSeconds(30));

    @AfterEach
    void stop() {
        workshop.close();
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, names = "DEADLINE", mode = EnumSource.Mode.EXCLUDE)
    void aCancelledRunKeepsWhatItSaidAndStopsTheModel(Reason reason) throws Exception {
        workshop.model.stallsAfter("I thi", "nk");
        Run run = workshop.start(SCOPE, Workshop.turn("hi"));
        workshop.model.awaitPlayed();

        run.cancellation().cancel(reason);

        RunCancelled end = assertInstanceOf(RunCancelled.class, Workshop.end(run));
        assertEquals(reason, end.reason());
        assertEquals("I think", end.output().text());
        workshop.model.awaitCancelled();
        assertEquals(List.of("user: hi", "assistant: I think (partial)"), workshop.transcript("s1"));
    }

    @Test
    void aModelThatReportsItsCancellationAsAFailureIsNotBelieved() throws Exception {
        workshop.model.then(sink -> {
            workshop.model.awaitCancelled();
            sink.failed(Problem.of(ErrorCode.UPSTREAM_ERROR, "connection closed"));
        });
        Run run = workshop.start(SCOPE, Workshop.turn("hi"));

        run.cancellation().cancel(Reason.STOPPED);

        assertInstanceOf(RunCancelled.class, Workshop.end(run));
    }

    @Test
    void aRunThatWaitsBehindItsSessionEndsAtOnce() throws Exception {
        workshop.model.stallsAfter("a");
        Run running = workshop.start(SCOPE, Workshop.turn("one"));
        workshop.model.awaitPlayed();
        Run waiting = workshop.start(SCOPE, Workshop.turn("two"));
        assertEquals(List.of(new RunQueued()), Workshop.events(waiting));

        waiting.cancellation().cancel(Reason.CLIENT_LEFT);

        assertEquals(Reason.CLIENT_LEFT, ((RunCancelled) Workshop.end(waiting)).reason());
        assertFalse(running.hasEnded());
        finish(running);
    }

    @Test
    void aRunThatWaitsForASlotEndsAtOnceAndFreesItsSession() throws Exception {
        workshop.model.stallsAfter("a");
        Run running = workshop.start(SCOPE, Workshop.turn("one"));
        workshop.model.awaitPlayed();
        Run waiting = workshop.start(OTHER, Workshop.turn("two"));
        assertEquals(List.of(new RunQueued()), Workshop.events(waiting));

        waiting.cancellation().cancel(Reason.STOPPED);

        assertInstanceOf(RunCancelled.class, Workshop.end(waiting));
        finish(running);
        assertInstanceOf(RunCompleted.class, Workshop.end(workshop.start(OTHER, Workshop.turn("three"))));
    }

    @Test
    void aRunThatWaitedRunsWhenItsTurnComes() throws Exception {
        workshop.model.stallsAfter("a").says("b");
        Run running = workshop.start(SCOPE, Workshop.turn("one"));
        workshop.model.awaitPlayed();
        Run waiting = workshop.start(SCOPE, Workshop.turn("two"));

        finish(running);

        assertEquals("b", Workshop.end(waiting).output().text());
        assertEquals(List.of(new RunQueued(), new RunStarted()), Workshop.events(waiting).subList(0, 2));
        assertEquals(List.of("user: one", "assistant: a (partial)", "user: two", "assistant: b"), workshop.transcript("s1"));
    }

    @Test
    void aTurnThatFindsItsSessionBusyMayBeRefused() throws Exception {
        workshop.model.stallsAfter("a");
        Run running = workshop.start(SCOPE, Workshop.turn("one"));

        Run refused = workshop.start(SCOPE, Workshop.turn(wanting(Multitask.REJECT), Message.user("two")));

        assertEquals(ErrorCode.SESSION_BUSY, ((RunFailed) Workshop.end(refused)).problem().code());
        finish(running);
    }

    @Test
    void aTurnMayInterruptTheOneBeforeIt() throws Exception {
        workshop.model.stallsAfter("a").says("b");
        Run running = workshop.start(SCOPE, Workshop.turn("one"));
        workshop.model.awaitPlayed();

        Run interrupting = workshop.start(SCOPE, Workshop.turn(wanting(Multitask.INTERRUPT), Message.user("two")));

        assertEquals(Reason.INTERRUPTED, ((RunCancelled) Workshop.end(running)).reason());
        assertEquals("b", Workshop.end(interrupting).output().text());
    }

    @Test
    void aTurnHasADeadline() throws Exception {
        workshop.close();
        workshop = new Workshop(1, Duration.ofSeconds(1));
        workshop.model.stallsAfter("I thi");

        RunFailed end = (RunFailed) workshop.say("hi");

        assertEquals(ErrorCode.TURN_TIMEOUT, end.problem().code());
        assertEquals(List.of("user: hi", "assistant: I thi (partial)"), workshop.transcript("s1"));
    }

    @Test
    void anInterruptedTurnThreadStillStoresWhatWasSaid() throws Exception {
        workshop.model.stallsAfter("I thi");
        Run run = workshop.start(SCOPE, Workshop.turn("hi"));
        workshop.model.awaitPlayed();

        workshop.threads.shutdownNow();

        assertEquals(Reason.SHUTDOWN, assertInstanceOf(RunCancelled.class, Workshop.end(run)).reason());
        assertEquals(List.of("user: hi", "assistant: I thi (partial)"), workshop.transcript("s1"));
    }

    @Test
    void aStoppingServerRefusesNewTurns() throws Exception {
        workshop.threads.shutdown();

        RunFailed end = (RunFailed) workshop.say("hi");

        assertEquals(ErrorCode.DRAINING, end.problem().code());
        assertEquals(0, workshop.admission.running());
        workshop.awaitNoRuns();
    }

    @Test
    void theSameIdempotencyKeyGetsTheSameRun() throws Exception {
        RequestScope keyed = Scopes.of(SCOPE.session(), Scopes.MEMORY, "k1");

        Started first = workshop.agent.start(keyed, Workshop.turn("hi"));
        Started second = workshop.agent.start(keyed, Workshop.turn("hi"));

        assertSame(first.run(), second.run());
        assertTrue(second.replayed());
        Workshop.end(first.run());
        assertEquals(1, workshop.model.requests().size());
    }

    @Test
    void givesItsSlotBackAfterEveryTurn() throws Exception {
        workshop.model.breaksAfter().says("b").throwing(new IllegalStateException("no connection"));
        for (int i = 0; i < 5; i++) {
            workshop.say("hi");
        }

        assertInstanceOf(RunFailed.class, workshop.say("last"));
    }

    private static Preferences wanting(Multitask multitask) {
        return new Preferences(false, null, multitask, History.AUTO, true, null);
    }

    private static void finish(Run run) throws Exception {
        run.cancellation().cancel(Reason.STOPPED);
        Workshop.end(run);
    }
}
