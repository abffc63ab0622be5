package dev.talaria.api.http.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.Cancellation;
import dev.talaria.run.Run;
import dev.talaria.scope.Preferences.Disconnect;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.Scopes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
    private static final Duration ALWAYS = Duration.ofNanos(1);
    private static final Duration NEVER = Duration.ofHours(1);

    /** Keeps the periodic task for the test. */
    private static final class HandTimer extends ScheduledThreadPoolExecutor {
        private Runnable task;
        private long period;

        private HandTimer() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
            task = command;
            period = unit.toMillis(delay);
            return null;
        }
    }

    private final HandTimer timer = new HandTimer();
    private final List<String> looked = new ArrayList<>();

    @Test
    void looksAtEveryReplyUntilItIsOver() {
        KeepAlive keepAlive = new KeepAlive(NEVER, NEVER, timer, Runnable::run);
        KeepAlive.Beat first = (now, silence, stall) -> looked.add("first");
        KeepAlive.Beat second = (now, silence, stall) -> looked.add("second");
        keepAlive.add(first);
        keepAlive.add(second);
        timer.task.run();
        keepAlive.remove(first);
        timer.task.run();

        assertEquals(List.of("first", "second", "second"), looked.stream().sorted().toList());
        assertEquals(1, keepAlive.open());
    }

    @Test
    void aReplyThatCannotBeLookedAtHindersNoOther() {
        KeepAlive keepAlive = new KeepAlive(NEVER, NEVER, timer, Runnable::run);
        for (int i = 0; i < 5; i++) {
            keepAlive.add((now, silence, stall) -> {
                looked.add("broken");
                throw new IllegalStateException("broken");
            });
        }
        try (LogLines log = LogLines.of(KeepAlive.class)) {
            timer.task.run();

            assertEquals(5, log.lines().size());
        }
        assertEquals(5, looked.size());
    }

    @Test
    void looksFourTimesWithinTheShorterSpanAndNotAllTheTime() {
        new KeepAlive(Duration.ofSeconds(40), Duration.ofSeconds(20), timer, Runnable::run);
        assertEquals(5_000, timer.period);

        new KeepAlive(ALWAYS, NEVER, timer, Runnable::run);
        assertEquals(10, timer.period);
    }

    @Test
    void runsATaskItselfWhenNoThreadTakesIt() {
        KeepAlive keepAlive = new KeepAlive(NEVER, NEVER, timer, task -> {
            throw new RejectedExecutionException("full");
        });
        keepAlive.execute(() -> looked.add("run"));

        assertEquals(List.of("run"), looked);
    }

    @Test
    void aSilentStreamGetsACommentWhichOpensIt() throws IOException {
        ScriptedContainer container = new ScriptedContainer(ALWAYS, NEVER);
        Run run = stream(container);
        container.beat();
        container.beat();

        assertEquals("data: open\n\n: keepalive\n\n: keepalive\n\n", container.sent.toString());

        run.append(new TextDelta("a", null));
        assertTrue(container.sent.toString().endsWith("data: a\n\n"), container.sent::toString);
    }

    @Test
    void aStreamThatTakesNothingGetsNoCommentAndIsGivenUp() throws IOException {
        ScriptedContainer container = new ScriptedContainer(ALWAYS, ALWAYS);
        Run run = stream(container);
        container.ready = false;
        run.append(new TextDelta("a", null));
        container.beat();

        assertEquals("", container.sent.toString());
        assertEquals(1, container.completions);
        assertEquals(Cancellation.Reason.CLIENT_LEFT, run.cancellation().reason());
        container.end();
        assertEquals(0, container.repliesUnderWay());
    }

    private static Run stream(ScriptedContainer container) throws IOException {
        Run run = Scopes.run();
        new SseStream(run, new StreamServer.PlainRenderer(), Disconnect.CANCEL, Map::of, container.open()).start();
        container.possible();
        return run;
    }
}
