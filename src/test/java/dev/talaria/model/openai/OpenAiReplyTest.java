package dev.talaria.model.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.heap.HeapBudget;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelRequests;
import dev.talaria.model.RecordingSink;
import dev.talaria.model.UpstreamFaults;
import dev.talaria.model.openai.reply.AnswerBody;
import dev.talaria.model.openai.reply.ReplyReader;
import dev.talaria.model.openai.reply.ThoughtHabits;
import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Script;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What replies say, however they are written and cut. */
@Timeout(60)
class OpenAiReplyTest {
    private static final String RECORDED = "\uFEFF: comment\r\n\r\n"
            + "data: " + chunk("{\"role\":\"assistant\",\"content\":\"\"}") + "\r\n\r\n"
            + "data:" + chunk("{\"reasoning_content\":\"h\u00E4?\"}") + "\n\n"
            + "id: 7\rdata: " + chunk("{\"content\":\"sm\u00F8rbr\u00F8d \uD83E\uDD6A\"}") + "\r\r"
            + "event: message\ndata: {\"choices\":[{\"index\":0,\ndata: \"delta\":{\"content\":\"two\"}}]}\n\n"
            + "data: " + chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}") + "\n\n"
            + "data: " + chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}}]}") + "\n\n"
            + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}\n\ndata: [DONE]\n\n";
    private static final List<String> RECORDED_CALLS = List.of("reasoning h\u00E4?", "text sm\u00F8rbr\u00F8d \uD83E\uDD6A", "text two",
            "tool 0 c1 f {", "tool 0 null null }", "completed TOOL_CALLS");

    private final OpenAiFixture fixture = new OpenAiFixture();

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private static RecordingSink read(byte[]... pieces) {
        RecordingSink sink = new RecordingSink();
        UpstreamFaults faults = new UpstreamFaults(null);
        AnswerBody body = new AnswerBody(new ReplyReader(sink, faults, true, new ThoughtHabits()), faults, 64 << 20,
                new HeapBudget(1L << 40).reserve());
        for (byte[] piece : pieces) {
            body.take(ByteBuffer.wrap(piece));
        }
        return sink;
    }

    private static String chunk(String delta) {
        return "{\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}";
    }

    private static RecordingSink readData(String data) {
        return read(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> delta(String delta) {
        return readData(chunk(delta)).calls();
    }

    @Test
    void aStreamCutAnywhereInTwoSaysTheSame() {
        byte[] all = RECORDED.getBytes(StandardCharsets.UTF_8);

        for (int cut = 0; cut <= all.length; cut++) {
            RecordingSink sink = read(slice(all, 0, cut), slice(all, cut, all.length));
            assertEquals(RECORDED_CALLS, sink.calls(), "cut at " + cut);
        }
    }

    @Test
    void aStreamInRandomPiecesSaysTheSame() {
        byte[] all = RECORDED.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(42);

        for (int round = 0; round < 300; round++) {
            int piece = 1 + random.nextInt(9);
            byte[][] pieces = new byte[(all.length + piece - 1) / piece][];
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = slice(all, i * piece, Math.min(all.length, (i + 1) * piece));
            }
            assertEquals(RECORDED_CALLS, read(pieces).calls(), "pieces of " + piece);
        }
    }

    private static byte[] slice(byte[] all, int from, int to) {
        return Arrays.copyOfRange(all, from, to);
    }

    @Test
    void aStreamInSingleBytesOverTheWireSaysTheSame() throws Exception {
        RecordingSink sink = fixture.ask(reply -> {
            reply.beginEvents();
            for (byte b : RECORDED.getBytes(StandardCharsets.UTF_8)) {
                reply.write(new byte[] {b});
            }
            reply.end();
        });

        assertEquals(RECORDED_CALLS, sink.calls());
        assertEquals(new Usage(3, 4, 7, 0, 0), sink.usage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"reasoning\":\"r\"}|reasoning r",
        "{\"reasoning_content\":\"r\",\"reasoning\":\"r\"}|reasoning r",
        "{\"refusal\":\"no\"}|refusal no",
        "{\"content\":\"a\\u0000b\"}|text a\uFFFDb",
        "{\"content\":\"a\\ud800b\"}|text a\uFFFDb",
        "{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}|text ab",
        "{\"unknown\":{\"deep\":[1]}}|extension {\"unknown\":{\"deep\":[1]}}",
        "{\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]}|tool 0 c f {\"a\":1}",
        "{\"tool_calls\":[{\"index\":1,\"id\":\"c\",\"function\":{\"name\":\"f\"}}]}|tool 0 c f "})
    void readsEachKindOfDelta(String delta, String call) {
        assertEquals(List.of(call.strip()), delta(delta).stream().map(String::strip).toList());
    }

    @Test
    void saysNothingForEmptyDeltas() {
        assertEquals(List.of(), delta("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null,\"tool_calls\":[]}"));
    }

    @Test
    void keepsLogprobs() {
        RecordingSink sink = readData("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"logprobs\":{\"content\":[]}}]}");

        assertEquals(List.of("text x {\"content\":[]}"), sink.calls());
    }

    @Test
    void followsOneChoice() {
        RecordingSink sink = readData("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"x\"}},"
                + "{\"index\":0,\"delta\":{\"content\":\"y\"}}]}");
        RecordingSink alone = readData("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"x\"}}]}");

        assertEquals(List.of("text y"), sink.calls());
        assertEquals(List.of("text x"), alone.calls());
    }

    @Test
    void makesUpMissingToolCallIds() {
        String call = delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}").get(0);

        assertTrue(call.matches("tool 0 call_[0-9a-f]{32} f \\{"), call);
    }

    @Test
    void tellsCallsOfOneIndexApartByTheirIds() {
        List<String> calls = delta("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{1}\"}},"
                + "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{2}\"}}]}");

        assertEquals(List.of("tool 0 a f {1}", "tool 1 b f {2}"), calls);
    }

    @Test
    void continuesTheLastCallWhereTheIndexIsMissing() {
        List<String> calls = delta("{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}},"
                + "{\"function\":{\"arguments\":\"}\"}},{\"id\":\"b\",\"function\":{\"name\":\"g\"}}]}");

        assertEquals(List.of("tool 0 a f {", "tool 0 null null }", "tool 1 b g "), calls);
    }

    @Test
    void toolCallsCountAsTheReasonWhereTheUpstreamSaysStop() throws Exception {
        RecordingSink sink = fixture.ask(Script.eventStream("data: " + ChatJson.toolCallChunk(0, "c", "f", "{}") + "\n\n",
                "data: " + ChatJson.finishChunk("stop") + "\n\n"));

        assertEquals(FinishReason.TOOL_CALLS, sink.finish());
    }

    @Test
    void readsUsageOnTheFinishChunk() throws Exception {
        RecordingSink sink = fixture.ask(Script.eventStream("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":2},\"completion_tokens_details\":{\"reasoning_tokens\":1}}}\n\n"));

        assertEquals(new Usage(3, 4, 7, 2, 1), sink.usage());
    }

    @Test
    void understandsJsonThoughAStreamWasAsked() throws Exception {
        RecordingSink sink = fixture.ask(Script.json(ChatJson.whole("all at once")));

        assertEquals(List.of("text all at once", "completed STOP"), sink.calls());
        assertEquals(11, sink.usage().total());
    }

    @Test
    void understandsAStreamThoughNoneWasAsked() throws Exception {
        fixture.upstream.answer(Script.eventStream(RECORDED));

        RecordingSink sink = fixture.ask(fixture.model(), ModelRequests.whole("hi"));

        assertEquals(RECORDED_CALLS, sink.calls());
    }

    @Test
    void readsWholeToolCalls() throws Exception {
        fixture.upstream.answer(Script.chatToolCall("c9", "f", "{\"a\":1}"));

        RecordingSink sink = fixture.ask(fixture.model(), ModelRequests.whole("hi"));

        assertEquals(List.of("tool 0 c9 f {\"a\":1}", "completed TOOL_CALLS"), sink.calls());
    }

    @Test
    void givesUpAnEventWithoutEnd() throws Exception {
        RecordingSink sink = fixture.ask(reply -> {
            reply.beginEvents();
            while (true) {
                reply.write("x".repeat(100_000));
            }
        });

        assertTrue(sink.problem().message().contains("event of more than"), sink.problem().message());
    }
}
