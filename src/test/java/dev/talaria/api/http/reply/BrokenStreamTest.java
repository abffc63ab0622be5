package dev.talaria.api.http.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.EventJournal;
import dev.talaria.event.EventStream;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.event.RunEnded.RunCompleted;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.run.Durability;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.testing.Scopes;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams whose rest cannot be had: their clients must not take what came for a whole answer. */
class BrokenStreamTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final RunEnded COMPLETED = new RunCompleted(Message.assistant(""), List.of(), FinishReason.STOP, null, Usage.NONE);
    private static final RunEnded UNSTORED =
            new RunFailed(Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "not stored"), Message.assistant(""), Usage.NONE);

    /** Stores nothing, and reads what a test says. */
    private record Journal(Executor executor, List<Numbered> kept) implements EventJournal {
        @Override
        public void take(Numbered event) {
            // Shown when the test shows it.
        }

        @Override
        public void read(long after, Pages pages) {
            executor.execute(() -> {
                if (kept == null) {
                    pages.unreadable(Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "no connection"));
                } else {
                    pages.read(kept);
                }
            });
        }
    }

    private final ExecutorService readers = Executors.newSingleThreadExecutor();
    private StreamServer server;

    @AfterEach
    void stop() {
        server.close();
        readers.shutdownNow();
    }

    private static Run run(EventStream events) {
        RunHead head = new RunHead(RunId.at(Instant.EPOCH), Scopes.named("s1"), "chat", "talaria", Durability.FOREGROUND, Instant.EPOCH);
        return new Run(head, Run.MemoryState.ON, events);
    }

    private void serve(EventJournal journal, int capacity) throws Exception {
        server = new StreamServer(NEVER, NEVER, () -> run(new EventStream(capacity, Clock.systemUTC(), journal)));
    }

    private static void assertBroken(Socket client, String told, ErrorCode why) throws Exception {
        String text = StreamServer.all(client);
        assertTrue(text.contains(told + "event: broken\ndata: " + why.code() + "\n\n"), text);
        assertFalse(text.contains("[DONE]"), text);
    }

    @Test
    void whoseEndCannotBeStoredIsToldSoAfterWhatWasSaid() throws Exception {
        serve(null, 100);
        Socket client = server.connect();
        Run run = server.run();
        run.append(new TextDelta("half", null));

        run.breakOff(UNSTORED);

        assertBroken(client, "data: half\n\n", ErrorCode.DATABASE_UNAVAILABLE);
    }

    @Test
    void whoWasToldNothingYetGetsAnHttpError() throws Exception {
        serve(null, 100);
        Socket client = server.connect();

        server.run().breakOff(UNSTORED);

        String text = StreamServer.all(client);
        assertTrue(text.startsWith("HTTP/1.1 503 "), text);
        assertTrue(text.contains("\"database_unavailable\""), text);
    }

    @Test
    void whoFellBehindIsToldSo() throws Exception {
        EventStream events = new EventStream(4, Clock.systemUTC());
        for (int i = 0; i < 50; i++) {
            events.append(new TextDelta("x", null));
        }
        server = new StreamServer(NEVER, NEVER, () -> run(events));

        assertBroken(server.join(3), "data: open\n\n", ErrorCode.EVENTS_EXPIRED);
    }

    @Test
    void whoseJournalCannotBeReadIsToldSo() throws Exception {
        server = new StreamServer(NEVER, NEVER,
                () -> run(EventStream.continued(9, 100, Clock.systemUTC(), new Journal(readers, null))));

        assertBroken(server.join(3), "data: open\n\n", ErrorCode.DATABASE_UNAVAILABLE);
    }

    @Test
    void whoseEventsAreGoneIsToldSo() throws Exception {
        server = new StreamServer(NEVER, NEVER,
                () -> run(EventStream.continued(9, 100, Clock.systemUTC(), new Journal(readers, List.of()))));

        assertBroken(server.join(3), "data: open\n\n", ErrorCode.EVENTS_EXPIRED);
    }

    @Test
    void whoseJournalIsNotAnsweringAnyMoreIsToldSo() throws Exception {
        readers.shutdownNow();
        server = new StreamServer(NEVER, NEVER,
                () -> run(EventStream.continued(9, 100, Clock.systemUTC(), new Journal(readers, null))));

        assertBroken(server.join(3), "data: open\n\n", ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void whatCannotBeRenderedBreaksTheStreamOff() throws Exception {
        serve(null, 100);
        Socket client = server.connect();
        Run run = server.run();
        run.append(new TextDelta("half", null));

        run.append(new AgentEvent.ModelCalled("m"));

        assertBroken(client, "data: half\n\n", ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void whoJoinsBeyondTheEndOfALiveRunIsDoneWithIt() throws Exception {
        serve(null, 100);
        Socket client = server.join(1_000);
        Run run = server.run();
        run.append(new TextDelta("a", null));

        run.append(COMPLETED);

        String text = StreamServer.all(client);
        assertTrue(text.contains("data: open\n\n") && !text.contains("data: a"), text);
        server.awaitNoneOpen();
        assertEquals(0, run.events().readers());
    }
}
