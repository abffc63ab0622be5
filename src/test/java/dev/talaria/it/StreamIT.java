package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.SseRecorder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Event streams, as the clients at their other end see them. */
class StreamIT extends DeployedTalaria {
    @Test
    void tellsEverythingInOrder() {
        SseRecorder stream = client().stream(Chats.streamed("tokens:500"));

        assertEquals(200, stream.status());
        assertEquals(words(500), stream.chatText());
    }

    @Test
    void showsTheFirstChunkWhileTheLastIsNotMade() {
        try (RawConnection stream = stream("tokens:1000 && slow:100")) {
            stream.until("w3");

            assertTrue(activeRuns() > 0, "the run goes on");
            assertEquals(200, stream.head().status());
            assertTrue(stream.head().header("Content-Type").orElse("").startsWith("text/event-stream"), stream.head()::toString);
            assertTrue(stream.head().header("Content-Length").isEmpty(), stream.head()::toString);
        }
    }

    @Test
    void endsAStreamByTheBookSoThatTheConnectionServesOn() {
        try (RawConnection connection = RawConnection.open(base())) {
            RawConnection.Reply first = stream(connection, "tokens:20 && slow:5").reply();
            RawConnection.Reply second = stream(connection.next(), "say:again").reply();

            assertTrue(first.complete(), first::toString);
            assertTrue(first.body().endsWith("data: [DONE]\n\n"), first::body);
            assertTrue(second.body().contains("again") && second.complete(), second::toString);
        }
    }

    @Test
    void keepsASilentStreamOpenWithComments() {
        try (RawConnection stream = stream("say:late && slow:4000")) {
            String before = stream.until(": keepalive");

            assertFalse(before.contains("[DONE]"), before);
            assertTrue(stream.reply().body().endsWith("data: [DONE]\n\n"));
        }
    }

    @Test
    void stopsTheRunOfAClientThatLeft() {
        awaitNoRuns();
        try (RawConnection stream = stream("tokens:10000 && slow:200")) {
            stream.until("w1");
        }

        awaitNoRuns();
    }

    @Test
    void stopsTheRunOfAClientThatLeftInSilence() {
        awaitNoRuns();
        try (RawConnection stream = stream("tokens:100 && slow:60000")) {
            stream.head();
        }

        awaitNoRuns();
    }

    private static String words(int count) {
        return IntStream.range(0, count).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    }
}
