package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.event.RunEnded;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.run.Run;
import dev.talaria.testing.Scopes;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stop and the end of a turn's time do to its tools and to what comes before the first call of the model. */
class StoppedToolsTest {
    /** Does what a test says. */
    private record Scripted(String name, Body body) implements Tool {
        interface Body {
            String call(ToolContext context) throws InterruptedException;
        }

        @Override
        public String description() {
            return name;
        }

        @Override
        public JsonObject parameters() {
            return JsonObject.EMPTY_JSON_OBJECT;
        }

        @Override
        public String call(ToolContext context, JsonObject arguments) throws ToolFailure {
            try {
                return body.call(context);
            } catch (InterruptedException e) {
                throw new ToolFailure("interrupted");
            }
        }
    }

    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Workshop workshop = new Workshop(1, Duration.ofSeconds(30), threads -> threads, stopping(), counted(), hung(), heeding());
    private Workshop brief;

    @AfterEach
    void stop() {
        released.countDown();
        workshop.close();
        if (brief != null) {
            brief.close();
        }
    }

    private Tool stopping() {
        return new Scripted("stopping", context -> {
            workshop.runs.cancelAll(Reason.STOPPED);
            return "stopped it";
        });
    }

    private Tool counted() {
        return new Scripted("counted", context -> {
            calls.computeIfAbsent("counted", name -> new AtomicInteger()).incrementAndGet();
            return "done";
        });
    }

    /** Heeds nothing until the test lets it go. */
    private Tool hung() {
        return new Scripted("hung", context -> {
            hanging.countDown();
            released.await();
            return "late";
        });
    }

    private static Tool heeding() {
        return new Scripted("heeding", context -> {
            CountDownLatch cancelled = new CountDownLatch(1);
            context.cancellation().onCancel(cancelled::countDown);
            cancelled.await();
            return "half of it";
        });
    }

    /** A turn may take a second, in which a busy machine has long begun it. */
    private Workshop brief() {
        brief = new Workshop(1, Duration.ofSeconds(1), threads -> threads, stopping(), counted(), hung(), heeding());
        return brief;
    }

    private int counts() {
        return calls.getOrDefault("counted", new AtomicInteger()).get();
    }

    @Test
    void callsNoFurtherToolOnceTheRunWasStoppedInOne() throws Exception {
        workshop.model.calls("c1", "stopping", "{}", "c2", "counted", "{}", "c3", "counted", "{}");

        RunEnded end = workshop.say("go");

        assertEquals(Reason.STOPPED, assertInstanceOf(RunCancelled.class, end).reason());
        assertEquals(0, counts());
        assertEquals(List.of("user: go", "assistant:  (partial)", "tool: stopped it (partial)",
                "tool: Error: the run was stopped before this call (partial)",
                "tool: Error: the run was stopped before this call (partial)"), workshop.transcript("s1"));
    }

    @Test
    void callsNoFurtherToolOnceTheRunWasStoppedInsteadOfBeingAnswered() throws Exception {
        workshop.model.calls("c1", "todo", "{\"clear\":true}", "c2", "counted", "{}");
        Run run = workshop.startAsking("s1");

        run.cancellation().cancel(Reason.STOPPED);

        assertInstanceOf(RunCancelled.class, Workshop.end(run));
        assertEquals(0, counts());
    }

    @Test
    void aStoppedRunDoesNotAskForItsClientsTools() throws Exception {
        workshop.model.calls("c1", "stopping", "{}", "c2", "weather", "{}");

        assertInstanceOf(RunCancelled.class, workshop.say("go"));
    }

    @Test
    void aToolThatHangsEndsTheTurnWhenItsTimeIsOverAndKeepsNobodyWaiting() throws Exception {
        brief().model.calls("c1", "hung", "{}");

        RunFailed end = assertInstanceOf(RunFailed.class, brief.say("go"));

        assertEquals(ErrorCode.TURN_TIMEOUT, end.problem().code());
        assertEquals(0, brief.admission.running());
        assertEquals("ok", brief.say("again").output().text());
    }

    @Test
    void aStopEndsATurnWhoseToolHangs() throws Exception {
        workshop.model.calls("c1", "hung", "{}");
        Run run = workshop.start(Scopes.named("s1"), Workshop.turn("go"));
        hanging.await();

        run.cancellation().cancel(Reason.STOPPED);

        assertEquals(Reason.STOPPED, assertInstanceOf(RunCancelled.class, Workshop.end(run)).reason());
        AgentEvent.ToolCompleted step = Workshop.events(run).stream().filter(AgentEvent.ToolCompleted.class::isInstance)
                .map(AgentEvent.ToolCompleted.class::cast).findFirst().orElseThrow();
        assertTrue(step.failed());
        assertEquals("Error: the turn ended before the tool did; it is not known what the tool has done", step.result());
        assertEquals("ok", workshop.say("again").output().text());
    }

    @Test
    void aToolHearsThatTheTurnsTimeIsOverAndWhatItDidIsKept() throws Exception {
        brief().model.calls("c1", "heeding", "{}");

        RunFailed end = assertInstanceOf(RunFailed.class, brief.say("go"));

        assertEquals(ErrorCode.TURN_TIMEOUT, end.problem().code());
        assertTrue(brief.transcript("s1").contains("tool: half of it (partial)"), () -> brief.transcript("s1").toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTurnWhoseSessionCannotBeLoadedInItsTimeIsOver(boolean stopped) throws Exception {
        brief().memory.hangsUntil(released);
        Run run = brief.start(Scopes.named("s1"), Workshop.turn("go"));
        if (stopped) {
            run.cancellation().cancel(Reason.STOPPED);
        }

        RunEnded end = Workshop.end(run);

        assertEquals(stopped ? ErrorCode.RUN_INTERRUPTED : ErrorCode.TURN_TIMEOUT, end.failure().orElseThrow().code());
        assertEquals(0, brief.admission.running());
        assertEquals(0, brief.model.requests().size());
        released.countDown();
        assertEquals("ok", brief.say("again").output().text());
    }
}
