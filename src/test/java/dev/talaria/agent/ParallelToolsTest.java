package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.agent.turn.Turn;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.run.Run;
import dev.talaria.run.RunTerms;
import dev.talaria.testing.Scopes;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several server tools in one step. */
class ParallelToolsTest {
    private static final int AT_ONCE = 2;

    /** Does what a test says. */
    private record Scripted(String name, Duration limit, boolean runsAlone, Body body) implements Tool {
        interface Body {
            String call(ToolContext context) throws Exception;
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
        public Optional<Duration> timeout() {
            return Optional.ofNullable(limit);
        }

        @Override
        public String call(ToolContext context, JsonObject arguments) throws ToolFailure {
            try {
                return body.call(context);
            } catch (Exception e) {
                throw new ToolFailure(e.toString());
            }
        }
    }

    private final CyclicBarrier meeting = new CyclicBarrier(2);
    private final CountDownLatch lateIsOver = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(2);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Workshop workshop = new Workshop(1, Duration.ofSeconds(30), threads -> threads,
            new Scripted("meets", null, false, context -> {
                meeting.await(20, TimeUnit.SECONDS);
                return "met";
            }),
            new Scripted("first", null, false, context -> {
                lateIsOver.await(20, TimeUnit.SECONDS);
                return "first";
            }),
            new Scripted("second", null, false, context -> {
                lateIsOver.countDown();
                return "second";
            }),
            new Scripted("counted", null, false, this::counted), new Scripted("lonely", null, true, this::counted),
            new Scripted("heeds", Duration.ofMillis(50), false, context -> {
                CountDownLatch stopped = new CountDownLatch(1);
                context.cancellation().onCancel(stopped::countDown);
                stopped.await(20, TimeUnit.SECONDS);
                return "half of it";
            }),
            new Scripted("hangs", Duration.ofMillis(50), false, context -> {
                released.await(20, TimeUnit.SECONDS);
                return "late";
            }),
            new Scripted("waits", null, false, context -> {
                CountDownLatch stopped = new CountDownLatch(1);
                context.cancellation().onCancel(stopped::countDown);
                cancelled.countDown();
                stopped.await(20, TimeUnit.SECONDS);
                return "stopped by " + context.cancellation().reason();
            }),
            new Scripted("reports", null, false, context -> {
                context.progress().progressed(1, 2, "half with sk-abcdefgh");
                context.progress().progressed(Double.NaN, Double.POSITIVE_INFINITY, null);
                context.progress().progressed(2, 2, "all");
                return "done";
            })) {
        @Override
        int parallelTools() {
            return AT_ONCE;
        }
    };

    @AfterEach
    void stop() {
        released.countDown();
        workshop.close();
    }

    private String counted(ToolContext context) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        Thread.yield();
        running.decrementAndGet();
        return "done";
    }

    private List<String> results(Turn turn) throws Exception {
        Workshop.end(workshop.start(Scopes.named("s1"), turn));
        return workshop.transcript("s1").stream().filter(line -> line.startsWith("tool: ")).map(line -> line.substring(6)).toList();
    }

    @Test
    void callsOfOneStepRunSideBySide() throws Exception {
        workshop.model.calls("c1", "meets", "{}", "c2", "meets", "{}");

        assertEquals(List.of("met", "met"), results(Workshop.turn("go")));
    }

    @Test
    void resultsStandInTheOrderOfTheCalls() throws Exception {
        workshop.model.calls("c1", "first", "{}", "c2", "second", "{}");

        assertEquals(List.of("first", "second"), results(Workshop.turn("go")));
    }

    @Test
    void noMoreRunAtOnceThanTheBound() throws Exception {
        workshop.model.calls("c1", "counted", "{}", "c2", "counted", "{}", "c3", "counted", "{}", "c4", "counted", "{}",
                "c5", "counted", "{}");

        assertEquals(5, results(Workshop.turn("go")).size());
        assertTrue(most.get() <= AT_ONCE, () -> most + " at once");
    }

    @Test
    void runsOneAtATimeWhereTheClientWantsIt() throws Exception {
        workshop.model.calls("c1", "counted", "{}", "c2", "counted", "{}", "c3", "counted", "{}");
        Turn turn = new Turn("chat", "talaria", List.of(), List.of(Message.user("go")), List.of(Workshop.WEATHER),
                Json.parse("{\"parallel_tool_calls\":false}").asJsonObject(), true, false, Workshop.turn("go").preferences(), "body");

        assertEquals(3, results(turn).size());
        assertEquals(1, most.get());
    }

    @Test
    void aToolThatBuildsOnOthersRunsAlone() throws Exception {
        workshop.model.calls("c1", "lonely", "{}", "c2", "lonely", "{}", "c3", "counted", "{}");

        assertEquals(3, results(Workshop.turn("go")).size());
        assertEquals(1, most.get());
    }

    @Test
    void aToolBeyondItsOwnTimeCostsItsResultAndNotTheTurn() throws Exception {
        workshop.model.calls("c1", "heeds", "{}", "c2", "hangs", "{}", "c3", "second", "{}");

        assertEquals(List.of("half of it", "Error: the tool did not answer within 0 seconds; it is not known what the tool has done",
                "second"), results(Workshop.turn("go")));
    }

    @Test
    void aStopReachesEveryCall() throws Exception {
        workshop.model.calls("c1", "waits", "{}", "c2", "waits", "{}", "c3", "waits", "{}");
        Run run = workshop.start(Scopes.named("s1"), Workshop.turn("go"));
        cancelled.await();

        run.cancellation().cancel(Reason.STOPPED);

        assertInstanceOf(RunEnded.RunCancelled.class, Workshop.end(run));
        assertEquals(List.of("tool: stopped by STOPPED (partial)", "tool: stopped by STOPPED (partial)",
                "tool: Error: the run was stopped before this call (partial)"),
                workshop.transcript("s1").stream().filter(line -> line.startsWith("tool")).toList());
    }

    @Test
    void readersSeeProgressWithoutSecrets() throws Exception {
        workshop.model.calls("c1", "reports", "{}");
        Run run = workshop.start(Scopes.named("s1"), Workshop.turn("go"));

        Workshop.end(run);

        List<AgentEvent.ToolProgressed> seen = Workshop.events(run).stream().filter(AgentEvent.ToolProgressed.class::isInstance)
                .map(AgentEvent.ToolProgressed.class::cast).toList();
        assertEquals(new AgentEvent.ToolProgressed("c1", "reports", 2, 2, "all"), seen.get(seen.size() - 1));
        assertTrue(seen.stream().noneMatch(event -> String.valueOf(event.message()).contains("sk-")), seen::toString);
    }

    @Test
    void asksAfterTheCallsBefore() throws Exception {
        workshop.model.calls("c1", "second", "{}", "c2", "todo", "{\"clear\":true}", "c3", "second", "{}");
        Run run = workshop.start(Scopes.named("s1"), Workshop.turn("go").withTerms(RunTerms.SUBMITTED));
        while (run.approvals().answer(null, false, dev.talaria.run.Approvals.Choice.ONCE) == 0) {
            Thread.onSpinWait();
        }

        Workshop.end(run);

        assertEquals(List.of("tool: second", "tool: []", "tool: second"),
                workshop.transcript("s1").stream().filter(line -> line.startsWith("tool")).toList());
    }
}
