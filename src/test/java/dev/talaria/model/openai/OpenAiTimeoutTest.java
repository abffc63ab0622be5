package dev.talaria.model.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.model.ModelRequests;
import dev.talaria.model.RecordingSink;
import dev.talaria.testing.ChatJson;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each wait has its own limit. */
@Timeout(60)
class OpenAiTimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofSeconds(50);

    private final OpenAiFixture fixture = new OpenAiFixture();

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private RecordingSink ask(OpenAiModel model) throws InterruptedException {
        return fixture.ask(model, ModelRequests.streamed("hi"));
    }

    @Test
    void firstByteTimeoutEndsASilentCallAndItsConnection() throws Exception {
        fixture.upstream.answer(reply -> reply.awaitClientClose());

        RecordingSink sink = ask(fixture.model(fixture.upstream.baseUrl(), LONG, SHORT, LONG, 4));

        assertEquals(List.of("failed UPSTREAM_TIMEOUT"), sink.calls());
        assertEquals("The upstream did not begin to answer within 60 ms", sink.problem().message());
        fixture.upstream.awaitConnectionClosed();
    }

    @Test
    void idleTimeoutEndsAStalledStreamAfterItsDeltas() throws Exception {
        fixture.upstream.answer(reply -> reply.beginEvents().data(ChatJson.textChunk("said")).awaitClientClose());

        RecordingSink sink = ask(fixture.model(fixture.upstream.baseUrl(), LONG, LONG, SHORT, 4));

        assertEquals(List.of("text said", "failed UPSTREAM_TIMEOUT"), sink.calls());
        fixture.upstream.awaitConnectionClosed();
    }

    @Test
    void aStallAfterTheFinishReasonIsAGoodEnd() throws Exception {
        fixture.upstream.answer(reply -> reply.beginEvents().data(ChatJson.textChunk("said")).data(ChatJson.finishChunk("stop"))
                .awaitClientClose());

        RecordingSink sink = ask(fixture.model(fixture.upstream.baseUrl(), LONG, LONG, SHORT, 4));

        assertEquals(List.of("text said", "completed STOP"), sink.calls());
    }

    @Test
    void anErrorStatusIsToldThoughItsBodyStalls() throws Exception {
        fixture.upstream.answer(reply -> reply.begin(401, "application/json").awaitClientClose());

        RecordingSink sink = ask(fixture.model(fixture.upstream.baseUrl(), LONG, LONG, SHORT, 4));

        assertEquals(ErrorCode.UPSTREAM_AUTH, sink.problem().code());
    }

    @Test
    void waitingForAFreeConnectionHasALimit() throws Exception {
        fixture.upstream.answer(reply -> reply.awaitClientClose());
        OpenAiModel narrow = fixture.model(fixture.upstream.baseUrl(), Duration.ofMillis(500), LONG, LONG, 1);
        narrow.start(ModelRequests.streamed("holds it"), new RecordingSink());
        fixture.upstream.awaitRequest();

        RecordingSink sink = ask(narrow);

        assertEquals(List.of("failed UPSTREAM_TIMEOUT"), sink.calls());
    }

    @Test
    void unreachableServersAreAnUpstreamError() throws Exception {
        URI closed = fixture.upstream.baseUrl();
        fixture.upstream.close();

        RecordingSink sink = ask(fixture.model(closed, LONG, LONG, LONG, 4));

        assertEquals(List.of("failed UPSTREAM_ERROR"), sink.calls());
        assertTrue(sink.problem().message().contains("refuses connections"), sink.problem().message());
    }
}
