package dev.talaria.model.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.model.ModelRequests;
import dev.talaria.model.RecordingSink;
import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Script;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies under a wrong label, or in a coding that nobody asked for. */
@Timeout(60)
class OpenAiLabelTest {
    private static final String SAID = "data: " + ChatJson.textChunk("said") + "\n\n";
    private static final String STREAM = SAID + "data: " + ChatJson.finishChunk("stop") + "\n\ndata: [DONE]\n\n";
    private static final List<String> CALLS = List.of("text said", "completed STOP");

    private final OpenAiFixture fixture = new OpenAiFixture();

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"text/plain", "application/octet-stream", "application/json", "text/event-stream;charset=utf-8", "text/html",
            "x"})
    void theBytesTellWhatAReplyIs(String type) throws Exception {
        for (String body : List.of(STREAM, ChatJson.whole("said"), STREAM.replace("data: ", "").replace("\n\n", "\n"))) {
            assertEquals(CALLS, fixture.ask(reply -> reply.whole(200, type, body)).calls());
            fixture.upstream.answer(reply -> reply.whole(200, type, body));
            assertEquals(CALLS, fixture.ask(fixture.model(), ModelRequests.whole("hi")).calls());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", "deflate", "deflate raw"})
    void aCompressedReplyIsDecoded(String coding) throws Exception {
        for (String body : List.of(STREAM, ChatJson.whole("said"))) {
            byte[] bytes = compressed(coding, body);

            assertEquals(CALLS, fixture.ask(reply -> reply.begin(200, "text/event-stream", "Content-Encoding: " + coding.split(" ")[0])
                    .write(bytes).end()).calls());
            assertEquals(CALLS, fixture.ask(reply -> {
                reply.begin(200, "text/event-stream", "Content-Encoding: " + coding.split(" ")[0]);
                for (byte b : bytes) {
                    reply.write(new byte[] {b});
                }
                reply.end();
            }).calls());
        }
    }

    @Test
    void aCompressedReplyNeedNotSaySo() throws Exception {
        byte[] bytes = compressed("gzip", STREAM);

        assertEquals(CALLS, fixture.ask(reply -> reply.begin(200, "text/event-stream").write(bytes).end()).calls());
        assertEquals(CALLS, fixture.ask(reply -> reply.begin(200, "text/event-stream", "Content-Encoding: gzip, identity")
                .write(bytes).end()).calls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "none", "utf-8", "UTF-8", "binary", ""})
    void aCodingThatIsNoneIsPassedOver(String coding) throws Exception {
        assertEquals(CALLS, fixture.ask(reply -> reply.begin(200, "text/event-stream", "Content-Encoding: " + coding).write(STREAM).end())
                .calls());
    }

    private static byte[] compressed(String coding, String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = coding.equals("deflate raw") ? new DeflaterOutputStream(bytes, new Deflater(5, true))
                : coding.equals("deflate") ? new DeflaterOutputStream(bytes) : new GZIPOutputStream(bytes)) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aCompressedStreamStreams() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        GZIPOutputStream gzip = new GZIPOutputStream(bytes, true);
        CountDownLatch heard = new CountDownLatch(1);
        RecordingSink sink = new RecordingSink();
        fixture.upstream.answer(reply -> {
            reply.begin(200, "text/event-stream", "Content-Encoding: gzip");
            gzip.write(SAID.getBytes(StandardCharsets.UTF_8));
            gzip.flush();
            reply.write(bytes.toByteArray()).hold(heard);
            bytes.reset();
            gzip.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
            gzip.finish();
            reply.write(bytes.toByteArray()).end();
        });

        fixture.start(ModelRequests.streamed("hi"), sink);
        sink.awaitDelta();
        heard.countDown();

        assertEquals(CALLS, sink.awaitEnd().calls());
    }

    @Test
    void aReplyOfSeveralCompressedMembersIsOne() throws Exception {
        byte[] first = compressed("gzip", SAID);
        byte[] second = compressed("gzip", "data: [DONE]\n\n");

        assertEquals(CALLS, fixture.ask(reply -> reply.begin(200, "text/event-stream", "Content-Encoding: gzip").write(first).write(second)
                .end()).calls());
    }

    @Test
    void aCompressedReplyThatIsCutIsABreak() throws Exception {
        byte[] all = compressed("gzip", SAID);

        RecordingSink sink = fixture.ask(reply -> reply.begin(200, "text/event-stream", "Content-Encoding: gzip")
                .write(Arrays.copyOf(all, all.length / 2)).end());

        assertEquals("The upstream ended its compressed reply early", sink.problem().message());
    }

    @Test
    void whatIsNotCompressedAsItSaysIsAnError() throws Exception {
        RecordingSink sink = fixture.ask(reply -> reply.whole(200, "text/event-stream", STREAM, "Content-Encoding: gzip"));

        assertEquals("The upstream sent a compressed reply that cannot be decoded", sink.problem().message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, gzip"})
    void aCodingThatCannotBeReadIsNamed(String coding) throws Exception {
        RecordingSink sink = fixture.ask(reply -> reply.whole(200, "text/event-stream", STREAM, "Content-Encoding: " + coding));

        assertTrue(sink.problem().message().contains("'" + coding + "'"), sink.problem().message());
        assertEquals("HTTP 500", fixture.ask(reply -> reply.whole(500, "text/plain", "x", "Content-Encoding: "
                + coding)).problem().message());
    }

    @Test
    void aCompressedErrorIsDecoded() throws Exception {
        byte[] bytes = compressed("gzip", "{\"error\":{\"message\":\"boom\"}}");

        assertEquals("HTTP 500: boom", fixture.ask(reply -> reply.begin(500, "application/json",
                "Content-Encoding: gzip").write(bytes).end())
                .problem().message());
    }

    @Test
    void aBombIsGivenUp() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 80; i++) {
                gzip.write(blanks);
            }
        }

        RecordingSink sink = fixture.ask(reply -> reply.begin(200, "application/json",
                "Content-Encoding: gzip").write(bytes.toByteArray()).end());

        assertTrue(sink.problem().message().contains("more than"), sink.problem().message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reasoning_content", "reasoning", "thinking"})
    void aThoughtsFormIsRememberedForWhatClientsSendBack(String member) throws Exception {
        fixture.ask(Script.eventStream("data: " + ChatJson.deltaChunk(out -> out.write(member, "hm")) + "\n\n" + STREAM));
        assertEquals("so", askWithThought().getString(member));
    }

    private JsonObject askWithThought() throws InterruptedException {
        List<Message> messages = List.of(Message.user("hi"), new Message(
                Role.ASSISTANT, List.of(new Part.Reasoning("so", "reasoning_content"),
                        new ToolCall("c", "f", "{}")), null), Message.toolResult("c", "r"));
        fixture.upstream.answer(Script.chatText("ok"));
        fixture.ask(fixture.model(), ModelRequests.streamed(messages));
        return fixture.upstream.lastRequest().json().getJsonArray("messages").getJsonObject(1);
    }
}
