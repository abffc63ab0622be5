package dev.talaria.model.openai.reply;

import static dev.talaria.model.openai.reply.Replies.DONE;
import static dev.talaria.model.openai.reply.Replies.data;
import static dev.talaria.model.openai.reply.Replies.delta;
import static dev.talaria.model.openai.reply.Replies.finish;
import static dev.talaria.model.openai.reply.Replies.message;
import static dev.talaria.model.openai.reply.Replies.open;
import static dev.talaria.model.openai.reply.Replies.text;
import static dev.talaria.model.openai.reply.Replies.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.message.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What upstreams write that the standards do not have. */
class TolerantReadingTest {
    private static final long MAX = Long.MAX_VALUE;
    private static final String STREAM = text("one ") + text("two") + finish("stop") + DONE;

    private static void saysOneTwo(JoinedSink sink) {
        assertEquals("one two", sink.text.toString(), sink.end());
        assertEquals("STOP", sink.end());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "\r\n\r\n", "\r\r", "\n\n\n\n"})
    void eventsMayBeDividedByAnyLineEnds(String ends) {
        saysOneTwo(whole(STREAM.replace("\n\n", ends)));
        saysOneTwo(whole("\uFEFF" + STREAM.replace("\n\n", ends)));
    }

    @Test
    void aChunkIsTakenAtTheEndOfItsLine() {
        assertEquals("one ", open(text("one ").replace("\n\n", "\n")).text.toString());
    }

    @Test
    void dataOverSeveralLinesIsOneEvent() {
        saysOneTwo(whole(STREAM.replace("\"index\":0,", "\"index\":0,\ndata: ")));
        saysOneTwo(whole(STREAM.replace("\"index\":0,", "\"index\":0,\ndata:").replace("\n\n", "\n")));
    }

    @Test
    void theLastLineMayLackItsEnd() {
        saysOneTwo(whole(STREAM.strip()));
        saysOneTwo(whole(text("one "), text("two"), finish("stop").strip()));
        saysOneTwo(Replies.cut(STREAM.strip()));
    }

    @Test
    void linesOfJsonAreAStream() {
        saysOneTwo(whole(STREAM.replace("data: ", "").replace("\n\n", "\n")));
        saysOneTwo(whole(STREAM.replace("data: ", "").replace("\n\n", "\n").replace("[DONE]\n", "")));
        saysOneTwo(whole(STREAM.replace("data: ", "data: data: ")));
    }

    @Test
    void severalEventsMayStandOnOneLine() {
        saysOneTwo(whole(STREAM.replace("}\n\ndata: {", "}data: {")));
        saysOneTwo(whole(STREAM.replace("}\n\ndata: {", "} {")));
        saysOneTwo(whole(STREAM.replace("data: ", "").replace("}\n\n{", "}{")));
    }

    @Test
    void theFinishReasonMayBeSpelledAsInGeminisOwnInterface() {
        saysOneTwo(whole(text("one "), text("two"), finish("STOP").replace("finish_reason", "finishReason")));
        assertEquals("LENGTH", whole(text("x"), finish("MAX_TOKENS").replace("finish_reason", "finishReason")).end());
    }

    @Test
    void aListOfChunksIsAStream() {
        String list = "[" + (text("one ") + "," + text("two") + "," + finish("stop")).replace("data: ", "").replace("\n\n", "\n") + "]";

        saysOneTwo(whole(list));
    }

    @Test
    void aWholeReplyMayStandOnManyLinesOrInAnEvent() {
        String reply = message("{\"content\":\"one two\"}", "\"stop\"");

        saysOneTwo(whole("\uFEFF \r\n" + reply.replace(",", ",\n  ").replace("{", "{\r\n\r\n") + "\n\n"));
        saysOneTwo(whole(data(reply)));
        saysOneTwo(whole(data(reply), DONE));
    }

    @Test
    void lineEndsAndTabsInAStringNeedNoEscape() {
        assertEquals("one\n\n\ttwo", whole(message("{\"content\":\"one\n\n\ttwo\"}", "\"stop\"")).text.toString());
        assertEquals("one\ttwo", whole(text("one\ttwo"), finish("stop"), DONE).text.toString());
    }

    @Test
    void numbersThatJsonDoesNotHaveBecomeNull() {
        JoinedSink sink = whole(data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"NaN, -Infinity \\\" NaN\"},\"logprobs\":"
                + "{\"content\":"
                + "[{\"token\":\"a\",\"logprob\":-Infinity,\"x\":NaN,\"y\":[Infinity,NaN]}]}}],\"usage\":{\"prompt_tokens\":NaN}}"), DONE);

        assertEquals("NaN, -Infinity \" NaN", sink.text.toString());
        assertEquals(List.of("{\"content\":[{\"token\":\"a\",\"logprob\":null,\"x\":null,\"y\":[null,null]}]}"), sink.logprobs);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]|ab", "{\"text\":\"a\"}|a",
        "{\"type\":\"text\",\"text\":\"a\"}|a",
        "[\"a\",\"b\"]|ab", "null|``", "[]|``", "42|42", "{\"parts\":[{\"text\":\"a\"}]}|a",
        "[{\"type\":\"text\",\"text\":{\"value\":\"a\"}}]|a"})
    void contentComesInManyForms(String content, String said) {
        assertEquals(said, whole(delta("{\"content\":" + content + "}"), text(""), finish("stop")).text.toString());
        assertEquals(said, whole(message("{\"content\":" + content + "}", "\"stop\"")).text.toString());
    }

    @Test
    void textMayStandInTheChoiceOrInAMessage() {
        saysOneTwo(whole(data("{\"choices\":[{\"text\":\"one \"}]}"), data("{\"choices\":[{\"text\":\"two\",\"finish_reason\":\"st"
                + "op\"}]}")));
        saysOneTwo(whole(data("{\"choices\":[{\"message\":{\"content\":\"one \"}}]}"),
                data("{\"choices\":[{\"message\":{\"content\":\"two\"},"
                + "\"finish_reason\":\"stop\"}]}")));
        saysOneTwo(whole(data("{\"choices\":[{\"message\":{\"content\":\"one \"}}]}"),
                data("{\"choices\":[{\"message\":{\"content\":\"one two\"},"
                + "\"finish_reason\":\"stop\"}]}")));
        saysOneTwo(whole(text("one "), text("two"), data(message("{\"content\":\"one two\"}", "\"stop\"")), DONE));
        saysOneTwo(whole(text("one "), data(message("{\"content\":\"one two\"}", "\"stop\"")), DONE));
        saysOneTwo(whole(STREAM.replace("\"index\":0", "\"index\":3")));
        saysOneTwo(whole(STREAM.replace("\"index\":0,", "")));
        saysOneTwo(whole(STREAM.replace("\"delta\"", "\"message\":{},\"delta\"")));
    }

    @Test
    void theLastOfTwoMembersOfOneNameCounts() {
        assertEquals("b", whole(delta("{\"content\":\"a\",\"content\":\"b\"}"), DONE).text.toString());
    }

    @Test
    void brokenCharactersAreReplaced() {
        byte[] all = (text("a\\ud800b \u00E4\uD83E\uDD6A") + DONE).getBytes(StandardCharsets.UTF_8);
        byte[][] single = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            single[i] = new byte[] {all[i]};
        }
        assertEquals("a\uFFFDb \u00E4\uD83E\uDD6A", Replies.read(true, ReplyBody::end, single).text.toString());
        byte[] invalid = text("a\u0001b").replace('\u0001', 'x').getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < invalid.length; i++) {
            invalid[i] = invalid[i] == 'x' && invalid[i - 1] == 'a' ? (byte) 0xC3 : invalid[i];
        }
        assertEquals("a\uFFFDb", Replies.read(true, body -> { }, invalid).text.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1|1", "1.9|1", "\"12\"|12", "null|0", "1e3|1000", "-5|0",
            "9223372036854775807|9223372036854775807",
        "9223372036854775808|9223372036854775807", "1e30|9223372036854775807", "1e999999999|9223372036854775807", "1e-999999999|0",
        "1e99999999999999999999|0", "\"many\"|0", "{}|0", "true|0"})
    void countsOfTokensAreReadAndBounded(String number, long count) {
        JoinedSink sink = whole(text("x"), finish("stop"), data("{\"choices\":[],\"usage\":{\"prompt_tokens\":" + number
                + ",\"completion_tokens\":1}}"), DONE);

        assertEquals(count, sink.usage.prompt());
        assertEquals(count == MAX ? MAX : count + 1, sink.usage.total());
        assertEquals(count == MAX ? MAX : count + count + 2, sink.usage.plus(sink.usage).total());
    }

    @Test
    void theLastUsageThatTellsAnythingCounts() {
        String one = "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}";
        JoinedSink sink = whole(data("{\"choices\":[{\"delta\":{\"content\":\"x\"}}]," + one + "}"), data("{\"choices\":[],"
                + one.replace("1}", "2}") + "}"), data("{\"choices\":[],\"usage\":{\"prompt_tokens\":null}}"),
                        data("{\"choices\":[],\"usage\":null}"),
                DONE);

        assertEquals(new Usage(3, 2, 5, 0, 0), sink.usage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"choices\":[],\"x_groq\":{\"usage\":{\"prompt_tokens\":3}}}",
            "{\"choices\":[{\"usage\":{\"prompt_tokens\":3}}]}",
        "{\"usage\":{\"input_tokens\":3,\"output_tokens\":0}}"})
    void usageStandsInManyPlaces(String chunk) {
        assertEquals(3, whole(text("x"), data(chunk), DONE).usage.prompt());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"reasoning_content\":\"hm\",\"reasoning\":\"hm\"}|hm|{}",
        "{\"reasoning\":\"hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\"}]}|hm|{\"reasoning_details\":[{"
            + "\"type\":\"reasoning.text\",\"text\":\"hm\"}]}",
        "{\"reasoning\":{\"effort\":\"low\"},\"signature\":\"\",\"x\":null,\"y\":[]}|``|{\"reasoning\":{\"effort\":\"low\"}}",
        "{\"role\":\"assistant\",\"annotations\":[],\"refusal\":null,\"thought_signature\":\"s\"}|``|{\"thought_signature\":\"s\"}"})
    void membersWithoutMeaningAreToldAsTheyAre(String delta, String thought, String extension) {
        for (JoinedSink sink : List.of(whole(delta(delta), text("x"), DONE),
                whole(message(delta.replaceFirst("}$", ",\"content\":\"x\"}"), "\"stop\"")))) {
            assertEquals(thought, sink.reasoning.toString());
            assertEquals(extension, sink.extension.toString());
        }
    }
}
