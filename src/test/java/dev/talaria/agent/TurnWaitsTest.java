package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.run.Approvals.Choice;
import dev.talaria.run.Run;
import dev.talaria.run.RunStatus;
import dev.talaria.testing.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Turns that wait for somebody, and what is put into them meanwhile. */
class TurnWaitsTest {
    /** One turn at a time. */
    private final Workshop workshop = new Workshop(1, Duration.ofSeconds(30));

    @AfterEach
    void stop() {
        workshop.close();
    }

    @Test
    void whoWaitsForAnAnswerTakesNoPlaceOfOthers() throws Exception {
        Run waiting = workshop.asking("s1");

        RunEnded other = Workshop.end(workshop.start(Scopes.named("s2"), Workshop.turn("hi")));

        assertEquals("ok", other.output().text());
        assertEquals(RunStatus.WAITING_FOR_APPROVAL, waiting.state().status());
        assertEquals(1, waiting.approvals().answer(null, false, Choice.ONCE));
        assertEquals("ok", Workshop.end(waiting).output().text());
        assertEquals(0, waiting.approvals().answer(null, true, Choice.ONCE));
    }

    @Test
    void theSessionOfWhoWaitsIsItsOwn() throws Exception {
        Run waiting = workshop.asking("s1");
        Run behind = workshop.start(Scopes.named("s1"), Workshop.submitted("next"));
        behind.accepted().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertEquals(RunStatus.QUEUED, behind.state().status());

        waiting.approvals().answer(null, false, Choice.DENY);

        Workshop.end(behind);
        assertEquals(List.of("user: clear it", "assistant: ",
                "tool: Error: Denied: the user does not want this call. Nothing was done.", "assistant: ok",
                "user: next", "assistant: ok"), workshop.transcript("s1"));
    }

    @Test
    void whoIsStoppedWhileItWaitsKeepsWhatItDid() throws Exception {
        Run waiting = workshop.asking("s1");

        waiting.cancellation().cancel(Cancellation.Reason.STOPPED);

        assertInstanceOf(RunEnded.RunCancelled.class, Workshop.end(waiting));
        assertEquals(3, workshop.transcript("s1").size());
    }

    @Test
    void whatComesWhileAClientsToolIsCalledStandsBeforeTheCall() throws Exception {
        CompletableFuture<Run> started = new CompletableFuture<>();
        workshop.model.then(sink -> {
            assertTrue(started.get(20, TimeUnit.SECONDS).steering().add(Message.user("new course")));
            sink.toolCall(0, "c1", "weather", "{}");
            sink.completed(FinishReason.TOOL_CALLS, Usage.NONE);
        });

        started.complete(workshop.start(Scopes.named("s1"), Workshop.turn("go")));

        Run run = started.get();
        RunEnded.RunCompleted end = (RunEnded.RunCompleted) Workshop.end(run);
        assertEquals(FinishReason.TOOL_CALLS, end.finish());
        assertEquals(List.of("user: go", "user: new course", "assistant: "), workshop.transcript("s1"));
        assertTrue(Workshop.events(run).contains(new AgentEvent.Steered("new course")));
        assertFalse(run.steering().add(Message.user("too late")));
    }

    @Test
    void whatCameBeforeATurnBrokeIsKept() throws Exception {
        CompletableFuture<Run> started = new CompletableFuture<>();
        workshop.model.then(sink -> {
            sink.text("I thi", null);
            started.get(20, TimeUnit.SECONDS).steering().add(Message.user("new course"));
            throw new IllegalStateException("broken");
        });

        started.complete(workshop.start(Scopes.named("s1"), Workshop.turn("go")));

        Workshop.end(started.get());
        assertEquals(List.of("user: go", "assistant: I thi (partial)", "user: new course"), workshop.transcript("s1"));
    }
}
