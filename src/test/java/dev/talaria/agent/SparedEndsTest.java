package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.agent.turn.StoredTurnState;
import dev.talaria.agent.turn.TranscriptPolicy;
import dev.talaria.agent.turn.Turn;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.event.RunEnded;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.run.Approvals.Choice;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunStatus;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.run.stored.OrphanedRuns;
import dev.talaria.run.stored.StoredRun;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Grants;
import dev.talaria.scope.Identity;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import dev.talaria.testing.Scopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Ends that must come, and give back what their run held, whatever goes wrong on the way. */
@Isolated("its log handler breaks whatever logs")
class SparedEndsTest {
    /** One run at a time of this API key. */
    private static final RequestScope SCOPE = new RequestScope("req-1", new Caller("acme", "test", false, new Grants(Set.of(), 1)),
            SessionRef.named("acme", "", "s1"), null, Identity.NONE, Scopes.MEMORY, null);

    private final Workshop workshop = new Workshop(1, Duration.ofSeconds(30));

    @AfterEach
    void stop() {
        workshop.close();
    }

    /** A log that cannot be written to either. */
    private static final class FullLog extends Handler {
        @Override
        public void publish(LogRecord entry) {
            throw new NoClassDefFoundError("too many open files");
        }

        @Override
        public void flush() {
            // Nothing is held.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private void assertNothingIsHeld() throws Exception {
        assertEquals(0, workshop.admission.running());
        assertEquals("ok", Workshop.end(workshop.start(SCOPE, Workshop.turn("again"))).output().text());
        workshop.awaitNoRuns();
    }

    @Test
    void aFaultInTheMidstOfAFaultEndsTheRun() throws Exception {
        Logger log = Logger.getLogger(TurnRecorder.class.getName());
        Handler full = new FullLog();
        log.addHandler(full);
        try {
            workshop.memory.breaks();
            Run run = workshop.start(SCOPE, Workshop.turn("hi").withTranscript(new TranscriptPolicy(null, 1, true, (head, end, node) -> {
                throw new IllegalStateException("no keepsake");
            })));

            assertInstanceOf(RunFailed.class, Workshop.end(run));
        } finally {
            log.removeHandler(full);
        }
        assertNothingIsHeld();
    }

    @Test
    void aReaderThatThrowsDoesNotKeepTheRunFromEnding() throws Exception {
        Run run = Scopes.run();
        List<String> woken = new ArrayList<>();
        run.events().cursor(-1, () -> {
            throw new NoClassDefFoundError("too many open files");
        });
        run.events().cursor(-1, () -> woken.add("second"));
        workshop.runs.add(run);

        run.append(new RunCancelled(Reason.STOPPED, Message.assistant(""), Usage.NONE));

        assertInstanceOf(RunCancelled.class, Workshop.end(run));
        assertEquals(List.of("second"), woken);
        workshop.awaitNoRuns();
    }

    @Test
    void aDurableRunThatCannotBeStoredHoldsNothing() throws Exception {
        Turn turn = Workshop.submitted("go").withTranscript(new TranscriptPolicy(null, 1, true, new RunTransactionHook() {
            @Override
            public Write begins(RunHead run) {
                throw new IllegalStateException("no keepsake");
            }

            @Override
            public Write of(RunHead run, RunEnded end, String node) {
                return Write.NOTHING;
            }
        }));
        for (int i = 0; i <= Workshop.QUEUED; i++) {
            Run run = workshop.start(SCOPE, turn);
            assertInstanceOf(RunFailed.class, Workshop.end(run));
            assertTrue(run.accepted().toCompletableFuture().isCompletedExceptionally());
        }

        assertNothingIsHeld();
    }

    /** Takes the run up as another process would, while its session is still held by the one that began it. */
    private Run restarted(Run asking) {
        OrphanedRuns left = new OrphanedRuns(workshop.store, workshop.commits);
        left.disown();
        StoredRun stored = left.take(RunStatus.WAITING_FOR_APPROVAL, Set.of()).get(0);
        Run run = workshop.archive.reopen(asking.head(), stored.memory(), asking.state(), asking.events().shown());
        workshop.agent.restart(run, Workshop.submitted("clear it"), StoredTurnState.read(stored.runExecutionState().state()),
                Optional.empty(), true);
        return run;
    }

    @Test
    void aRunThatWasReopenedCanBeStoppedWhileItsSessionIsBusy() throws Exception {
        Run run = restarted(workshop.asking("s1"));

        run.cancellation().cancel(Reason.STOPPED);

        assertEquals(Reason.STOPPED, assertInstanceOf(RunCancelled.class, Workshop.end(run)).reason());
        assertEquals(0, run.approvals().answer(null, true, Choice.ONCE));
    }

    @Test
    void aRunThatWasReopenedFailsWhereItsSessionTakesNoMore() throws Exception {
        Run asking = workshop.asking("s1");
        for (int i = 0; i < 100; i++) {
            workshop.start(Scopes.named("s1"), Workshop.turn("next"));
        }

        Run run = restarted(asking);

        assertEquals(ErrorCode.SESSION_BUSY, assertInstanceOf(RunFailed.class, Workshop.end(run)).problem().code());
    }
}
