package dev.talaria.api.http.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LinesReplyTest {
    private final ScriptedContainer container = new ScriptedContainer(Duration.ofHours(1), Duration.ofHours(1));
    /** What was handed to the executor, run by hand. */
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Deque<Supplier<Optional<String>>> pieces = new ArrayDeque<>();

    private void start() throws IOException {
        start(tasks::add);
    }

    private void start(Executor executor) throws IOException {
        ResponseChannel channel = container.open();
        channel.start(new LinesReply(channel, () -> pieces.remove().get(), executor, Map.of("X-Echo", "yes"), "req_1"));
    }

    private void has(String... lines) {
        for (String line : lines) {
            pieces.add(() -> Optional.of(line));
        }
        pieces.add(Optional::empty);
    }

    private static Optional<String> fails() {
        throw ErrorCode.MEMORY_UNAVAILABLE.because("Memory is away");
    }

    @Test
    void readsThePieceBehindTheOneThatGoesOutAndNoFurther() throws IOException {
        has("1\n", "2\n", "3\n");
        start();
        assertEquals(0, tasks.size(), "nothing is read before the client takes bytes");

        container.possible();
        tasks.remove().run();

        assertEquals("1\n", container.sent.toString());
        assertEquals(1, tasks.size());
        assertEquals(3, pieces.size());
    }

    @Test
    void readsOneOnlyWhileTheClientTakesNothing() throws IOException {
        has("1\n", "2\n", "3\n");
        start();
        container.possible();
        container.ready = false;
        tasks.remove().run();

        assertEquals("", container.sent.toString());
        assertEquals(0, tasks.size());

        container.possible();
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        assertEquals("1\n2\n3\n", container.sent.toString());
        assertEquals(1, container.completions);
        assertTrue(container.headers.contains("X-Echo: yes"), container.headers::toString);
    }

    @Test
    void noLinesAreAnEmptyReply() throws IOException {
        has();
        start();
        container.possible();
        tasks.remove().run();

        assertEquals(200, container.status);
        assertEquals("", container.sent.toString());
        assertEquals(1, container.completions);
    }

    @Test
    void aFailureBeforeTheFirstPieceIsAnErrorReply() throws IOException {
        pieces.add(LinesReplyTest::fails);
        start();
        container.possible();
        tasks.remove().run();

        assertEquals(503, container.status);
        assertTrue(container.sent.toString().startsWith("{\"error\":"), container.sent::toString);
        assertEquals(1, container.completions);
    }

    @Test
    void aLaterFailureIsTheLastLine() throws IOException {
        pieces.add(() -> Optional.of("1\n"));
        pieces.add(LinesReplyTest::fails);
        start();
        container.possible();
        tasks.remove().run();
        tasks.remove().run();

        assertEquals(200, container.status);
        String sent = container.sent.toString();
        assertTrue(sent.startsWith("1\n{\"error\":") && sent.contains(ErrorCode.MEMORY_UNAVAILABLE.code()) && sent.endsWith("}\n"), sent);
        assertEquals(1, container.completions);
        assertEquals(0, tasks.size());
    }

    @Test
    void anExecutorThatRefusesIsAnErrorReply() throws IOException {
        start(task -> {
            throw new RejectedExecutionException("full");
        });
        container.possible();

        assertEquals(500, container.status);
        assertEquals(1, container.completions);
    }

    @Test
    void saysThatTheServerStopsInItsLastLine() throws IOException {
        has("1\n", "2\n");
        start();
        container.possible();
        tasks.remove().run();
        container.timeout();
        tasks.remove().run();

        String sent = container.sent.toString();
        assertTrue(sent.startsWith("1\n{\"error\":") && sent.contains(ErrorCode.DRAINING.code()), sent);
        assertEquals(1, container.completions);
        assertEquals(0, container.violations.size(), container.violations::toString);
    }

    @Test
    void readsNothingMoreForAClientThatHasLeft() throws IOException {
        has("1\n", "2\n", "3\n");
        start();
        container.possible();
        tasks.remove().run();
        container.asyncError();
        tasks.remove().run();

        assertEquals("1\n", container.sent.toString());
        assertEquals(0, tasks.size());
        assertEquals(2, pieces.size());
    }
}
