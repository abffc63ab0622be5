package dev.talaria.model.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.message.Message;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.ModelProviderContract;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelRequests;
import dev.talaria.model.RecordingSink;
import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Script;
import dev.talaria.testing.SeenRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract, and how connections are used, kept, retried and closed. */
class OpenAiModelTest extends ModelProviderContract {
    private static final String ENDLESS = "endless";
    private static final String SILENT = "silent";

    private final OpenAiFixture fixture = new OpenAiFixture();

    @BeforeEach
    void answerByTheUsersWords() {
        fixture.upstream.answerAlways(OpenAiModelTest::script);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private static Script script(SeenRequest request) {
        String text = request.json().getJsonArray("messages").getJsonObject(0).getString("content");
        return switch (text) {
            case ENDLESS -> reply -> reply.beginEvents().data(ChatJson.textChunk("begun")).awaitClientClose();
            case SILENT -> reply -> reply.awaitClientClose();
            default -> Script.chatStream(Pattern.compile("(?<= )").split(text));
        };
    }

    @Override
    protected ModelProvider provider() {
        return fixture.model();
    }

    @Override
    protected ModelRequest saying(String text, boolean stream) {
        return stream ? ModelRequests.streamed(text) : ModelRequests.whole(text);
    }

    @Override
    protected ModelRequest endless() {
        return ModelRequests.streamed(ENDLESS);
    }

    @Override
    protected ModelRequest silent() {
        return ModelRequests.streamed(SILENT);
    }

    /** A client of one connection, so that each call waits for the one before and takes its connection. */
    private OpenAiModel narrow() {
        return fixture.model(fixture.upstream.baseUrl(), OpenAiFixture.LONG, OpenAiFixture.LONG, OpenAiFixture.LONG, 1);
    }

    @Test
    void postsToTheEndpointWithItsKey() throws Exception {
        fixture.ask(Script.chatText("hello"));

        SeenRequest request = fixture.upstream.lastRequest();
        assertEquals("POST /v1/chat/completions", request.method() + " " + request.path());
        assertEquals("Bearer " + OpenAiFixture.KEY, request.header("Authorization").orElseThrow());
        assertEquals("application/json", request.header("Content-Type").orElseThrow().replaceAll(";.*", ""));
        assertTrue(request.header("Cookie").isEmpty() && request.header("Accept-Encoding").isEmpty());
    }

    @Test
    void reusesItsConnection() throws Exception {
        OpenAiModel narrow = narrow();
        for (int i = 0; i < 5; i++) {
            fixture.upstream.answer(Script.chatText("hello"), Script.chatError(500, "boom", "server_error"), Script.json("no JSON"));
            assertEquals("hello", fixture.ask(narrow, saying("", true)).text());
            fixture.ask(narrow, saying("", true));
            fixture.ask(narrow, saying("", true));
        }

        assertEquals(1, fixture.upstream.connections());
    }

    @Test
    void keepsTheConnectionOfACallThatIsCancelledAfterItsEnd() throws Exception {
        OpenAiModel narrow = narrow();
        for (int i = 0; i < 5; i++) {
            CountDownLatch cancelled = new CountDownLatch(1);
            fixture.upstream.answer(reply -> reply.beginEvents().data(ChatJson.textChunk("hello")).data(ChatJson.finishChunk("stop"))
                    .data("[DONE]").hold(cancelled).end());
            RecordingSink sink = new RecordingSink();
            ModelCall call = narrow.start(ModelRequests.streamed("hi"), sink);
            sink.awaitEnd();

            call.cancel();
            cancelled.countDown();
        }

        assertEquals(1, fixture.upstream.connections());
    }

    @Test
    void tellsTogetherWhatCameTogether() throws Exception {
        String first = "data: " + ChatJson.textChunk("hel") + "\n\n";
        String second = "data: " + ChatJson.textChunk("lo") + "\n\n";
        fixture.upstream.answer(reply -> reply.beginEvents()
                .raw(chunk(first) + chunk(second)).data(ChatJson.finishChunk("stop")).data("[DONE]").end());
        RecordingSink sink = new RecordingSink();

        fixture.start(ModelRequests.streamed("hi"), sink);

        assertEquals(0, sink.awaitEnd().together().get(0));
        assertFalse(sink.together().contains(1), () -> "one after the other: " + sink.together());
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    @Test
    void triesAgainWhereAKeptConnectionDiesUnanswered() throws Exception {
        OpenAiModel narrow = narrow();
        fixture.ask(narrow, saying("first", true));
        fixture.upstream.answer(reply -> reply.cut());

        RecordingSink sink = fixture.ask(narrow, saying("second", true));

        assertEquals("second", sink.text());
        assertEquals(3, fixture.upstream.requests().size());
    }

    @Test
    void triesAgainOnlyOnce() throws Exception {
        OpenAiModel narrow = narrow();
        fixture.ask(narrow, saying("first", true));
        fixture.upstream.answer(reply -> reply.reset(), reply -> reply.reset());

        RecordingSink sink = fixture.ask(narrow, saying("second", true));

        assertEquals(List.of("failed UPSTREAM_ERROR"), sink.calls());
        assertEquals(3, fixture.upstream.requests().size());
    }

    @Test
    void doesNotTryAgainOnAFreshConnection() throws Exception {
        RecordingSink sink = fixture.ask(reply -> reply.cut());

        assertEquals(List.of("failed UPSTREAM_ERROR"), sink.calls());
        assertEquals(1, fixture.upstream.requests().size());
    }

    @Test
    void doesNotTryAgainAfterTheFirstByte() throws Exception {
        OpenAiModel narrow = narrow();
        fixture.ask(narrow, saying("first", true));

        fixture.upstream.answer(reply -> reply.raw("HTTP/1.1 2").cut());
        RecordingSink sink = fixture.ask(narrow, saying("second", true));

        assertEquals(List.of("failed UPSTREAM_ERROR"), sink.calls());
        assertEquals(2, fixture.upstream.requests().size());
    }

    @Test
    void cancelClosesTheConnectionOfAStream() throws Exception {
        RecordingSink sink = new RecordingSink();
        ModelCall call = fixture.start(endless(), sink);
        sink.awaitDelta();

        call.cancel();

        fixture.upstream.awaitConnectionClosed();
    }

    @Test
    void cancelClosesTheConnectionBeforeAnyAnswer() throws Exception {
        ModelCall call = fixture.start(silent(), new RecordingSink());
        fixture.upstream.awaitRequest();

        call.cancel();

        fixture.upstream.awaitConnectionClosed();
    }

    @Test
    void cancelledCallsGiveTheirConnectionsBack() throws Exception {
        OpenAiModel narrow = narrow();
        for (int i = 0; i < 20; i++) {
            narrow.start(silent(), new RecordingSink()).cancel();
        }

        assertEquals("free", fixture.ask(narrow, saying("free", true)).text());
    }

    @Test
    void waitingCallsCanBeCancelled() throws Exception {
        OpenAiModel narrow = narrow();
        ModelCall holding = narrow.start(silent(), new RecordingSink());
        fixture.upstream.awaitRequest();
        RecordingSink waiting = new RecordingSink();
        narrow.start(saying("never", true), waiting).cancel();
        RecordingSink next = new RecordingSink();
        narrow.start(saying("next", true), next);

        holding.cancel();

        assertEquals("next", next.awaitEnd().text());
        assertEquals(List.of(), waiting.calls());
    }

    @Test
    void closeLeavesNoThread() throws Exception {
        fixture.start(endless(), new RecordingSink());
        fixture.upstream.awaitRequest();

        fixture.model().close();

        assertFalse(fixture.threads.isEmpty());
        for (Thread thread : fixture.threads) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertFalse(thread.isAlive(), thread.getName());
        }
    }

    @Test
    void anEndMarkInOneSegmentWithTheLastChunksIsSeen() throws Exception {
        CountDownLatch never = new CountDownLatch(1);

        RecordingSink sink = fixture.ask(reply -> reply.beginEvents().write("data: " + ChatJson.textChunk("all") + "\n\ndata: "
                + ChatJson.finishChunk("stop") + "\n\ndata: [DONE]\n\n").hold(never));

        assertEquals(List.of("text all", "completed STOP"), sink.calls());
        never.countDown();
    }

    @Test
    void closesAConnectionThatDoesNotEndItsBody() throws Exception {
        fixture.ask(reply -> reply.beginEvents().data(ChatJson.textChunk("x")).data("[DONE]").awaitClientClose());

        fixture.upstream.awaitConnectionClosed();
    }

    @Test
    void describesItsEndpointWithoutTheKey() {
        String text = provider().description();

        assertTrue(text.contains("127.0.0.1") && !text.contains(OpenAiFixture.KEY), text);
    }

    @Test
    void reportsAnUnresolvableHost() throws Exception {
        OpenAiModel nowhere = fixture.model(URI.create("http://no-such-host.invalid/v1"), OpenAiFixture.LONG,
                OpenAiFixture.LONG, OpenAiFixture.LONG, 4);

        RecordingSink sink = fixture.ask(nowhere, ModelRequests.streamed(List.of(Message.user("hi"))));

        assertEquals(ErrorCode.UPSTREAM_ERROR, sink.problem().code());
    }
}
