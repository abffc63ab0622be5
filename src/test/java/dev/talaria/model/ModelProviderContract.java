package dev.talaria.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.message.FinishReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every model provider owes. */
@Timeout(60)
public abstract class ModelProviderContract {

    /** The provider under test, fresh for each test and closed by the subclass. */
    protected abstract ModelProvider provider();

    /** A request that is answered by exactly this text. */
    protected abstract ModelRequest saying(String text, boolean stream);

    /** A request whose reply, streamed, begins and then takes longer than any test. */
    protected abstract ModelRequest endless();

    /** A request whose reply does not even begin within any test. */
    protected abstract ModelRequest silent();

    /** Lets go what {@link #silent} may have held up for other calls. */
    protected void endSilence() {
    }

    private RecordingSink ask(ModelRequest request) throws InterruptedException {
        RecordingSink sink = new RecordingSink();
        provider().start(request, sink);
        return sink.awaitEnd();
    }

    /** Whatever was on its way for earlier calls has arrived when a later one has ended. */
    private void letItSettle() throws InterruptedException {
        ask(saying("settled", true));
    }

    @Test
    void streamsDeltasThenOneEnd() throws Exception {
        RecordingSink sink = ask(saying("one two three", true));

        assertEquals("one two three", sink.text());
        assertEquals("completed STOP", sink.calls().get(sink.calls().size() - 1));
        assertEquals(1, sink.calls().stream().filter(call -> call.matches("(completed|failed).*")).count());
    }

    @Test
    void answersWithoutStreaming() throws Exception {
        RecordingSink sink = ask(saying("one two three", false));

        assertEquals(List.of("text one two three", "completed STOP"), sink.calls());
    }

    @Test
    void countsTokens() throws Exception {
        RecordingSink sink = ask(saying("one two three", true));

        assertTrue(sink.usage().prompt() > 0 && sink.usage().completion() > 0);
        assertEquals(sink.usage().prompt() + sink.usage().completion(), sink.usage().total());
    }

    @Test
    void saysNothingAfterCancelBeforeTheFirstDelta() throws Exception {
        RecordingSink sink = new RecordingSink();

        provider().start(silent(), sink).cancel();

        endSilence();
        letItSettle();
        assertEquals(List.of(), sink.calls());
    }

    @Test
    void stopsWhenCancelledWithinTheReply() throws Exception {
        RecordingSink sink = new RecordingSink();
        ModelCall call = provider().start(endless(), sink);
        sink.awaitDelta();

        call.cancel();

        letItSettle();
        int before = sink.calls().size();
        letItSettle();
        assertEquals(before, sink.calls().size());
        assertNull(sink.finish());
        assertNull(sink.problem());
    }

    @Test
    void ignoresCancelAfterTheEnd() throws Exception {
        RecordingSink sink = new RecordingSink();
        ModelCall call = provider().start(saying("done", true), sink);
        sink.awaitEnd();

        call.cancel();

        assertEquals(FinishReason.STOP, sink.finish());
        assertEquals("again", ask(saying("again", true)).text());
    }

    @Test
    void keepsConcurrentCallsApart() throws Exception {
        List<RecordingSink> sinks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            RecordingSink sink = new RecordingSink();
            sinks.add(sink);
            provider().start(saying("call number " + i, i % 2 == 0), sink);
        }

        for (int i = 0; i < sinks.size(); i++) {
            assertEquals("call number " + i, sinks.get(i).awaitEnd().text());
        }
    }

    @Test
    void closeEndsWhatRuns() throws Exception {
        RecordingSink sink = new RecordingSink();
        provider().start(endless(), sink);
        sink.awaitDelta();

        provider().close();

        assertEquals(ErrorCode.UPSTREAM_ERROR, sink.awaitEnd().problem().code());
        assertNull(sink.finish());
    }

    @Test
    void failsCallsAfterClose() throws Exception {
        provider().close();

        assertEquals(ErrorCode.UPSTREAM_ERROR, ask(saying("too late", true)).problem().code());
    }

    @Test
    void canBeClosedTwice() {
        provider().close();

        assertDoesNotThrow(provider()::close);
    }

    @Test
    void describesItself() {
        assertFalse(provider().description().isBlank());
    }
}
