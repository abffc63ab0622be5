package dev.talaria.api.http.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WholeReplyTest {
    private final ScriptedContainer container = new ScriptedContainer(Duration.ofHours(1), Duration.ofHours(1));
    private ResponseChannel channel;
    private WholeReply whole;

    @BeforeEach
    void start() throws IOException {
        channel = container.open();
        whole = new WholeReply(channel, () -> Map.of("X-Echo", "yes"));
        channel.start(whole);
    }

    @Test
    void waitsForItsReplyHoweverOftenItIsAsked() throws IOException {
        container.possible();
        channel.wake();

        assertEquals("", container.sent.toString());

        whole.deliver(new Reply(201, "{}", Map.of("Location", "/x")));
        assertEquals("{}", container.sent.toString());
        assertEquals(201, container.status);
        assertTrue(container.headers.contains("X-Echo: yes") && container.headers.contains("Location: /x"), container.headers::toString);
        assertEquals(1, container.completions);
    }

    @Test
    void goesOutOnceTheContainerTakesBytesIfItWasThereFirst() throws IOException {
        whole.deliver(Reply.ok("{}"));
        assertEquals("", container.sent.toString());

        container.possible();
        assertEquals("{}", container.sent.toString());
        assertEquals(1, container.completions);
    }

    @Test
    void isSentOnceThoughItIsDeliveredTwice() throws IOException {
        container.possible();

        whole.deliver(Reply.ok("{}"));
        whole.deliver(Reply.ok("[]"));

        assertEquals("{}", container.sent.toString());
        assertEquals(1, container.completions);
    }

    @Test
    void aReplyWithoutABodyEndsToo() throws IOException {
        container.possible();
        whole.deliver(Reply.noContent());

        assertEquals(204, container.status);
        assertEquals("", container.sent.toString());
        assertEquals(1, container.completions);
    }

    @Test
    void saysThatTheServerStopsIfItStopsFirst() throws IOException {
        container.possible();
        container.timeout();

        assertEquals(503, container.status);
        assertTrue(container.sent.toString().contains(ErrorCode.DRAINING.code()), container.sent::toString);
        assertEquals(1, container.completions);
    }

    @Test
    void touchesNothingThatTheContainerHasNotOpenedThoughTheServerStops() throws IOException {
        whole.deliver(Reply.ok("{}"));
        container.timeout();

        assertEquals("", container.sent.toString(), "the container had not called yet");
        assertEquals(1, container.completions);
        assertEquals(0, container.violations.size(), container.violations::toString);
    }
}
