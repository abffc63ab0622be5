package dev.talaria.api.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.AgentEvent.ReasoningDelta;
import dev.talaria.event.AgentEvent.RefusalDelta;
import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.AgentEvent.ToolCompleted;
import dev.talaria.event.AgentEvent.ToolStarted;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.event.RunEnded.RunCompleted;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.run.Run;
import dev.talaria.run.RunId;
import dev.talaria.testing.Golden;
import dev.talaria.testing.Scopes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionRendererTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.000006Z"), ZoneOffset.UTC);
    private static final Message ASKED = Message.user("hé \"you\"");

    @Test
    void rendersText() {
        Message output = new Message(Role.ASSISTANT, List.of(new Part.Reasoning("hm"), new Part.Text("Hello, wörld\n🌍")), null);

        Golden.assertMatches("sessions/text.sse", String.join("", render(ASKED, new AgentEvent.RunQueued(), new AgentEvent.RunStarted(),
                new AgentEvent.MemoryRecalled(List.of(), false, Duration.ZERO), new AgentEvent.ModelCalled("m"), new ReasoningDelta("hm"),
                new TextDelta("Hello, ", null), new TextDelta("wörld\n🌍", null),
                new RunCompleted(output, List.of(), FinishReason.STOP, null, new Usage(7, 3, 10, 2, 1)))));
    }

    @Test
    void showsServerToolsAtWork() {
        Golden.assertMatches("sessions/tools.sse", String.join("", render(ASKED,
                new ToolStarted("c1", "todo", "{\"todos\":[\"a\"],\"why\":\"to rest\"}"),
                new ToolCompleted("c1", "todo", "[]", false, Duration.ofMillis(1_500)),
                new ToolStarted("c2", "terminal", "not json"), new ToolCompleted("c2", "terminal", "no", true, Duration.ZERO),
                new ToolStarted("c3", "_hidden", "{}"), new ToolCompleted("c3", "_hidden", "", false, Duration.ZERO),
                new RunCompleted(Message.assistant("ok"), List.of(), FinishReason.LENGTH, null, Usage.NONE))));
    }

    @Test
    void tellsAFailureInsteadOfAnAnswer() {
        Problem problem = Problem.of(ErrorCode.UPSTREAM_ERROR, "the model \"hung\" up");

        Golden.assertMatches("sessions/failed.sse", String.join("", render(ASKED, new TextDelta("Hel", null),
                new RunFailed(problem, Message.assistant("Hel"), Usage.NONE))));
    }

    @ParameterizedTest
    @CsvSource({"INTERRUPTED,assistant.completed run.completed done", "STOPPED,assistant.completed run.completed done",
        "CLIENT_LEFT,assistant.completed run.completed done", "SHUTDOWN,error done", "DEADLINE,error done"})
    void tellsSomebodysWishFromAFailure(Cancellation.Reason reason, String expected) {
        List<String> frames = render(ASKED, new RunCancelled(reason, Message.assistant("Hel"), Usage.NONE));

        assertEquals(expected, frames.stream().skip(2).map(SessionRendererTest::name).collect(Collectors.joining(" ")));
    }

    @Test
    void marksAnInterruptedAnswer() {
        Golden.assertMatches("sessions/interrupted.sse", String.join("", render(ASKED, new TextDelta("Hel", null),
                new RunCancelled(Cancellation.Reason.INTERRUPTED, Message.assistant("Hel"), Usage.NONE))));
    }

    @Test
    void showsARefusalAsWhatWasSaid() {
        Message output = new Message(Role.ASSISTANT, List.of(new Part.Refusal("no")), null);
        Message image = new Message(Role.USER, List.of(new Part.Text("look"), new Part.Image("https://x.test/a.png", "low"),
                new Part.Image("https://x.test/b.png", null)), null);

        Golden.assertMatches("sessions/refusal.sse", String.join("", render(image, new RefusalDelta("no"),
                new RunCompleted(output, List.of(), FinishReason.CONTENT_FILTER, null, Usage.NONE))));
    }

    private static String name(String frame) {
        return frame.substring("event: ".length(), frame.indexOf('\n'));
    }

    @Test
    void aStreamThatBreaksOffShowsTheErrorAndNoAnswer() {
        Run run = Scopes.run(new RunId("0f"), Scopes.named("s1"), CLOCK.instant());
        List<SseFrame> frames = new SessionRenderer(run, Message.user("hi"))
                .broken(Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "gone"), Instant.EPOCH);

        assertTrue(frames.get(0).toString().startsWith("event: error\ndata: {\"message\":\"gone\""), () -> frames.get(0).toString());
        assertEquals(2, frames.size());
    }

    private static List<String> render(Message asked, AgentEvent... events) {
        Run run = Scopes.run(new RunId("0f"), Scopes.named("s \"1\""), CLOCK.instant());
        SessionRenderer renderer = new SessionRenderer(run, asked);
        List<String> frames = new ArrayList<>();
        renderer.open().forEach(frame -> frames.add(frame.toString()));
        for (int i = 0; i < events.length; i++) {
            renderer.render(new Numbered(i, CLOCK.instant(), events[i])).forEach(frame -> frames.add(frame.toString()));
        }
        return frames;
    }
}
