package dev.talaria.model.openai.reply;

import static dev.talaria.model.openai.reply.Replies.DONE;
import static dev.talaria.model.openai.reply.Replies.data;
import static dev.talaria.model.openai.reply.Replies.delta;
import static dev.talaria.model.openai.reply.Replies.finish;
import static dev.talaria.model.openai.reply.Replies.keepingThoughts;
import static dev.talaria.model.openai.reply.Replies.message;
import static dev.talaria.model.openai.reply.Replies.open;
import static dev.talaria.model.openai.reply.Replies.text;
import static dev.talaria.model.openai.reply.Replies.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.talaria.message.Part;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Thoughts that a model writes into its text, or into parts of its content. */
class ThoughtTagsTest {

    @ParameterizedTest
    @ValueSource(strings = {"<think>\\nhm, <b> so\\n</think>\\n\\nIt is.", "<think>hm, <b> so</think>It is.",
            "  \\n<think>hm, <b> so </think> It is.",
        "<thinking>hm, <b> so</thinking>\\nIt is.", "<thought>hm, <b> so</thought>\\nIt is.", "[THINK]hm, <b> so[/THINK]It is.",
        "<THINK>hm, <b> so</Think>It is.", "\u25C1think\u25B7hm, <b> so\u25C1/think\u25B7It is.",
        "<|channel|>analysis<|message|>hm, <b> so<|end|><|start|>assistant<|channel|>final<|message|>It is.",
        "<think>hm, </think>\\n<think><b> so</think>It is."})
    void aThoughtAtTheStartIsNoTextHoweverItIsCut(String words) {
        String thought = words.contains("hm, </think>") ? "hm,<b> so" : "hm, <b> so";
        String plain = words.replace("\\n", "\n");
        for (int size = 1; size <= plain.length(); size++) {
            StringBuilder stream = new StringBuilder();
            for (int at = 0; at < plain.length(); at += size) {
                stream.append(text(plain.substring(at, Math.min(plain.length(), at + size)).replace("\n", "\\n")));
            }
            JoinedSink sink = whole(stream + finish("stop") + DONE);

            assertEquals("It is.", sink.text.toString(), "pieces of " + size);
            assertEquals(thought, sink.reasoning.toString(), "pieces of " + size);
        }
        assertEquals("It is.", whole(message("{\"content\":\"" + words + "\"}", "\"stop\"")).text.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Use <think> and </think> as tags.", "<b>bold</b>", "<thin", "<", " <thinker>", "\\n\\n  code", "[1] see",
            "a</think>",
        "It is `</think>` that ends it."})
    void otherTextStaysAsItIs(String words) {
        String plain = words.replace("\\n", "\n");
        StringBuilder stream = new StringBuilder();
        plain.chars().forEach(c -> stream.append(text(c == '\n' ? "\\n" : String.valueOf((char) c))));

        assertEquals(plain, whole(stream + finish("stop") + DONE).text.toString());
        assertEquals(plain, whole(stream + DONE).text.toString());
    }

    @Test
    void anEmptyThoughtIsNone() {
        JoinedSink sink = whole(text("<think>\\n\\n</think>\\n\\nIt is."), DONE);

        assertEquals("It is.", sink.text.toString());
        assertEquals("", sink.reasoning.toString());
        assertEquals("It is.", whole(text("</think>\\n\\nIt is."), DONE).text.toString());
    }

    @Test
    void aThoughtThatIsNeverClosedIsAllThereIs() {
        JoinedSink sink = whole(text("<think>hm"), text(" so"), finish("length"), DONE);

        assertEquals("hm so", sink.reasoning.toString());
        assertEquals("", sink.text.toString());
        assertEquals("LENGTH", sink.end());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hm, so\\n</think>\\n\\nIt is.", "hm, so</think>It is.", "  \\nhm, so </think> It is."})
    void aClosingTagAloneEndsAThoughtInAWholeReply(String words) {
        JoinedSink sink = whole(message("{\"content\":\"" + words + "\"}", "\"stop\""));

        assertEquals("It is.", sink.text.toString());
        assertEquals("hm, so", sink.reasoning.toString());
        assertEquals(Part.Reasoning.TAGS, sink.form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"The tag `</think>` ends it.", "Write '</think>' there.", "```</think>x```", "A <think> and a </think> here."})
    void aClosingTagThatTheTextIsAboutIsText(String words) {
        assertEquals(words, whole(message("{\"content\":\"" + words + "\"}", "\"stop\"")).text.toString());
    }

    @Test
    void aModelThatWritesTheClosingTagAloneIsKnownByItInLaterStreams() {
        ThoughtHabits habits = new ThoughtHabits();
        String[] stream = {text("hm, "), text("so</thi"), text("nk>"), text("\\n\\nIt is."), finish("stop"), DONE};

        assertEquals("hm, so</think>\n\nIt is.", Replies.further(habits, stream).text.toString());
        JoinedSink later = Replies.further(habits, stream);

        assertEquals("It is.", later.text.toString());
        assertEquals("hm, so", later.reasoning.toString());
    }

    @Test
    void aPresumedThoughtThatNeverEndsIsToldAsText() {
        ThoughtHabits habits = new ThoughtHabits();
        Replies.further(habits, message("{\"content\":\"hm</think>x\"}", "\"stop\""));

        JoinedSink sink = Replies.further(habits, text("  It"), text(" is. "), finish("stop"), DONE);
        assertEquals("  It is. ", sink.text.toString());
        assertEquals("STOP", sink.end());
        assertEquals("", Replies.further(habits, text("It is."), DONE).reasoning.toString());
    }

    @Test
    void aPresumedThoughtThatALimitEndedIsNoText() {
        ThoughtHabits habits = new ThoughtHabits();
        Replies.further(habits, message("{\"content\":\"hm</think>x\"}", "\"stop\""));

        JoinedSink sink = Replies.further(habits, text("hm"), finish("length"), DONE);
        assertEquals("", sink.text.toString());
        assertEquals("hm", sink.reasoning.toString());
    }

    @Test
    void lettersThatGrowInLowerCaseMoveNothing() {
        JoinedSink sink = whole(text("<THINK>\u0130\u0130\u0130</THINK>\u0130t is."), DONE);

        assertEquals("\u0130\u0130\u0130", sink.reasoning.toString());
        assertEquals("\u0130t is.", sink.text.toString());
    }

    @Test
    void aThoughtStreams() {
        assertEquals("hm", open(text("<think>hm")).reasoning.toString());
        assertEquals("It", open(text("<think>hm</think>"), text("It")).text.toString());
    }

    @Test
    void theFormIsToldWhereItCanBeSentBack() {
        assertEquals(Part.Reasoning.TAGS, whole(text("<think>hm</think>x"), DONE).form);
        assertNull(whole(text("[THINK]hm[/THINK]x"), DONE).form);
        assertEquals("reasoning", whole(delta("{\"reasoning\":\"hm\"}"), text("x"), DONE).form);
        assertEquals("reasoning_content", whole(delta("{\"reasoning\":\"hm\",\"reasoning_content\":\"hm\"}"), text("x"), DONE).form);
    }

    @Test
    void thoughtsAreKeptInTheTextOnDemand() {
        JoinedSink sink = keepingThoughts(text("<think>hm</thi"), text("nk>x"), DONE);

        assertEquals("<think>hm</think>x", sink.text.toString());
        assertEquals("", sink.reasoning.toString());
    }

    @Test
    void probabilitiesOfThoughtsAreNotToldAsThoseOfText() {
        String stream = piece("<think>") + piece("hm") + piece("</think>") + piece("\\n\\n") + piece("It") + piece(" is") + DONE;

        assertEquals(List.of("{\"content\":[{\"token\":\"It\",\"logprob\":-1}]}", "{\"content\":[{\"token\":\" is\",\"logprob\":-1}]}"),
                whole(stream).logprobs);
    }

    @Test
    void probabilitiesOfAWholeReplyAreThoseOfItsText() {
        String tokens = "{\"content\":[" + token("<think>hm</think>") + "," + token("It") + "," + token(" is") + "]}";

        JoinedSink sink = whole("{\"choices\":[{\"message\":{\"content\":\"<think>hm</think>It is\"},\"logprobs\":" + tokens + "}]}");

        assertEquals(List.of("{\"content\":[" + token("It") + "," + token(" is") + "]}"), sink.logprobs);
    }

    @Test
    void probabilitiesOfTextThatWasHeldBackAreKept() {
        assertEquals(3, whole(piece("<") + piece("b") + piece(">") + DONE).logprobs.size());
    }

    private static String piece(String words) {
        return data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + words + "\"},\"logprobs\":{\"content\":[" + token(words)
                + "]}}]}");
    }

    private static String token(String words) {
        return "{\"token\":\"" + words + "\",\"logprob\":-1}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"It is.\"}]",
        "[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"},{\"type\":\"text\",\"text\":\"It is.\"}]",
        "[{\"type\":\"reasoning\",\"text\":\"hm\"},\"It is.\"]",
        "[{\"type\":\"reasoning\",\"reasoning\":\"hm\"},{\"type\":\"output_text\",\"text\":\"It is.\"}]"})
    void thinkingPartsOfTheContentAreThoughts(String content) {
        for (JoinedSink sink : List.of(whole(delta("{\"content\":" + content + "}"), DONE), whole(message("{\"content\":" + content + "}",
                "null")))) {
            assertEquals("It is.", sink.text.toString());
            assertEquals("hm", sink.reasoning.toString());
        }
    }
}
