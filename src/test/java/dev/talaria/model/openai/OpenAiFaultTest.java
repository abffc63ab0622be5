package dev.talaria.model.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.model.ModelRequests;
import dev.talaria.model.RecordingSink;
import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong upstream, as a sink is told it. */
@Timeout(60)
class OpenAiFaultTest {
    private static final String SAID = "data: " + ChatJson.textChunk("said") + "\n\n";
    private static final String HALF = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"half";

    private final OpenAiFixture fixture = new OpenAiFixture();

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({"400, UPSTREAM_REFUSED", "401, UPSTREAM_AUTH", "403, UPSTREAM_AUTH", "408, UPSTREAM_TIMEOUT", "422, UPSTREAM_REFUSED",
        "429, UPSTREAM_RATE_LIMITED", "302, UPSTREAM_ERROR", "500, UPSTREAM_ERROR", "503, UPSTREAM_ERROR"})
    void statusesMapToCodes(int status, ErrorCode code) throws Exception {
        Problem problem = fixture.ask(Script.chatError(status, "boom", "mock")).problem();

        assertEquals(code, problem.code());
        assertEquals("HTTP " + status + ": boom", problem.message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"7|7000", "1.5|1500", "Fri, 20 Nov 2026 10:01:00 GMT|60000", "Fri, 20 Nov 2026 09:00:00 GMT|0"})
    void retryAfterIsKept(String header, long millis) throws Exception {
        Problem problem = fixture.ask(Script.error(429, "{}", "Retry-After: " + header)).problem();

        assertEquals(Duration.ofMillis(millis), problem.retryAfter());
    }

    /** As where a class cannot be read while file descriptors are short, or a string finds no memory. */
    @ParameterizedTest
    @ValueSource(strings = {"NoClassDefFoundError", "OutOfMemoryError", "StackOverflowError"})
    void anErrorCostsItsOwnCallAlone(String error) throws Exception {
        RecordingSink sink = new RecordingSink();
        fixture.upstream.answer(Script.chatText("said"));
        fixture.model().start(ModelRequests.streamed("hi"), new BreakingSink(sink, error));

        assertEquals(ErrorCode.INTERNAL_ERROR, sink.awaitEnd().problem().code());
        assertTrue(fixture.threads.stream().noneMatch(thread -> thread.getState() == Thread.State.TERMINATED));
        assertEquals("said", fixture.ask(Script.chatText("said")).text());
    }

    @Test
    void ownKeyIsNeverTold() throws Exception {
        Problem problem = fixture.ask(Script.chatError(401, "bad key " + OpenAiFixture.KEY, "invalid_api_key")).problem();

        assertEquals("HTTP 401: bad key ***", problem.message());
    }

    @Test
    void anEmptyErrorBodyTellsTheStatus() throws Exception {
        assertEquals("HTTP 500", fixture.ask(Script.error(500, "")).problem().message());
    }

    @Test
    void anErrorWithoutAnyBodyTellsTheStatus() throws Exception {
        Problem problem = fixture.ask(reply -> reply.raw("HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\n").cut()).problem();

        assertEquals("HTTP 503", problem.message());
    }

    @Test
    void aHugeErrorBodyIsNotReadToItsEnd() throws Exception {
        Problem problem = fixture.ask(reply -> {
            reply.begin(500, "text/plain");
            while (true) {
                reply.write("x".repeat(10_000));
            }
        }).problem();

        assertTrue(problem.message().startsWith("HTTP 500: xxx") && problem.message().length() < 600);
    }

    @Test
    void anErrorChunkFailsTheStream() throws Exception {
        RecordingSink sink = fixture.ask(Script.eventStream(SAID, "data: {\"error\":{\"message\":\"overloaded\"}}\n\n",
                "data: [DONE]\n\n"));

        assertEquals(List.of("text said", "failed UPSTREAM_ERROR"), sink.calls());
        assertEquals("overloaded", sink.problem().message());
    }

    @Test
    void anErrorEventFailsTheStream() throws Exception {
        RecordingSink sink = fixture.ask(Script.eventStream(SAID, "event: error\ndata: {\"message\":\"overloaded\",\"code\":429}\n\n"));

        assertEquals(List.of("text said", "failed UPSTREAM_RATE_LIMITED"), sink.calls());
    }

    @Test
    void anErrorObjectFailsAWholeReply() throws Exception {
        assertEquals("no", fixture.ask(Script.json("{\"error\":{\"message\":\"no\"}}")).problem().message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data: {\"choices\":[]}\n\n", HALF})
    void aStreamThatEndsWithoutAnEndMarkFails(String rest) throws Exception {
        RecordingSink sink = fixture.ask(Script.eventStream(SAID, rest));

        assertEquals(List.of("text said", "failed UPSTREAM_ERROR"), sink.calls());
    }

    @Test
    void aCutStreamFailsAfterItsDeltas() throws Exception {
        RecordingSink sink = fixture.ask(reply -> reply.beginEvents().write(SAID).cut());

        assertEquals(List.of("text said", "failed UPSTREAM_ERROR"), sink.calls());
    }

    @Test
    void deltasInOneSegmentWithTheCloseAreNotLost() throws Exception {
        for (int i = 0; i < 50; i++) {
            String chunk = Integer.toHexString(SAID.length()) + "\r\n" + SAID + "\r\n";
            RecordingSink sink = fixture.ask(reply -> reply.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "e\r\ndata: [DONE]\n\n\r\n").cut());

            assertEquals(List.of("text said", "text said", "completed STOP"), sink.calls());
        }
    }

    @Test
    void aResetStreamFailsOnce() throws Exception {
        RecordingSink sink = fixture.ask(reply -> reply.beginEvents().write(SAID).reset());

        assertEquals("failed UPSTREAM_ERROR", sink.calls().get(sink.calls().size() - 1));
        assertEquals(1, sink.calls().stream().filter(call -> call.startsWith("failed")).count());
    }

    @Test
    void aCutAfterTheFinishReasonIsAGoodEnd() throws Exception {
        RecordingSink sink = fixture.ask(reply -> reply.beginEvents().write(SAID).data(ChatJson.finishChunk("length")).cut());

        assertEquals(List.of("text said", "completed LENGTH"), sink.calls());
    }

    @Test
    void aDoneMarkWithoutAFinishReasonIsAGoodEndAfterText() throws Exception {
        RecordingSink sink = fixture.ask(Script.eventStream(SAID, "data: [DONE]\n\n"));

        assertEquals(List.of("text said", "completed STOP"), sink.calls());
    }

    @Test
    void aDoneMarkAloneFails() throws Exception {
        assertEquals(List.of("failed UPSTREAM_ERROR"), fixture.ask(Script.eventStream("data: [DONE]\n\n")).calls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {broken\n\n", "data: 12\n\n", "data: {\"a\":1} trailing\n\n"})
    void brokenJsonFailsTheStream(String frame) throws Exception {
        RecordingSink sink = fixture.ask(Script.eventStream(SAID, frame, SAID, "data: [DONE]\n\n"));

        assertEquals(List.of("text said", "failed UPSTREAM_ERROR"), sink.calls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[]", "{}", "{\"choices\":[]}"})
    void aWholeReplyMustBeAChatCompletion(String body) throws Exception {
        assertEquals(List.of("failed UPSTREAM_ERROR"), fixture.ask(Script.json(body)).calls());
    }

    @Test
    void somethingThatIsNotHttpFails() throws Exception {
        assertEquals(List.of("failed UPSTREAM_ERROR"), fixture.ask(reply -> reply.raw("SSH-2.0-OpenSSH\r\n\r\n").cut()).calls());
    }

    @Test
    void aFailedStreamsConnectionIsNotUsedAgain() throws Exception {
        fixture.ask(reply -> reply.beginEvents().write("data: {broken\n\n").awaitClientClose());

        fixture.upstream.awaitConnectionClosed();
        assertFalse(fixture.ask(Script.chatText("fresh")).text().isEmpty());
        assertEquals(2, fixture.upstream.connections());
    }
}
