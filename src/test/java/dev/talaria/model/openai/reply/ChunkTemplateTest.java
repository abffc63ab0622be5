package dev.talaria.model.openai.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkTemplateTest {
    private static final String BEFORE = "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"";
    private static final String AFTER = "\"},\"finish_reason\":null}],\"usage\":null}";

    private final ChunkTemplate template = new ChunkTemplate();

    @Test
    void knowsNothingBeforeItHasLearnt() {
        assertNull(template.content(BEFORE + "one" + AFTER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"two", " ", "ä", "日本", "\uD83D\uDE00", "a longer text: {[,]}"})
    void givesTheTextOfAChunkThatDiffersInNothingElse(String words) {
        template.learn(BEFORE + "one" + AFTER, "one");

        assertEquals(words, template.content(BEFORE + words + AFTER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\nb", "a\\u0041", "say \\\"so\\\"", "\",\"role\":\"assistant\",\"x\":\"", "a\nb", "\\"})
    void givesNoTextThatIsWrittenOtherwiseThanItIs(String written) {
        template.learn(BEFORE + "one" + AFTER, "one");

        assertNull(template.content(BEFORE + written + AFTER));
    }

    @Test
    void givesNoTextOfAChunkThatDiffersInMore() {
        template.learn(BEFORE + "one" + AFTER, "one");

        assertNull(template.content(BEFORE.replace("\"c\"", "\"d\"") + "two" + AFTER));
        assertNull(template.content(BEFORE + "two" + AFTER.replaceFirst("null", "\"stop\"")));
        assertNull(template.content(BEFORE + "two" + AFTER + " "));
        assertNull(template.content(BEFORE + AFTER));
        assertNull(template.content(BEFORE.substring(0, BEFORE.length() - 1)));
    }

    @Test
    void learnsNothingWhereTheTextCannotBePlacedForCertain() {
        template.learn(BEFORE + "a\\nb" + AFTER, "a\nb");
        assertNull(template.content(BEFORE + "two" + AFTER));

        template.learn("{\"prompt\":{\"content\":\"one\"}," + BEFORE.substring(1) + "one" + AFTER, "one");
        assertNull(template.content("{\"prompt\":{\"content\":\"one\"}," + BEFORE.substring(1) + "two" + AFTER));
    }

    @Test
    void givesUpWhereNoChunkIsLikeAnother() {
        int learnt = 0;
        while (template.learns() && learnt < 1_000) {
            template.learn(BEFORE.replace("\"c\"", "\"" + learnt++ + "\"") + "one" + AFTER, "one");
        }
        assertTrue(learnt < 1_000);
        assertFalse(template.learns());

        template.content(BEFORE.replace("\"c\"", "\"" + (learnt - 1) + "\"") + "one" + AFTER);
        assertTrue(template.learns());
    }

    static List<List<String>> streams() {
        List<String> deltas = List.of("{\"content\":\"one \"}", "{\"content\":\"two\"}", "{\"content\":\"\"}", "{\"content\":\"a\\nb\"}",
                "{\"content\":\"\\\"quoted\\\"\"}", "{\"content\":null}", "{\"content\":[{\"type\":\"text\",\"text\":\"part\"}]}",
                "{\"role\":\"assistant\",\"content\":\"x\"}", "{\"role\":\"assistant\",\"content\":\"y\"}", "{\"content\":\"<think>\"}",
                "{\"content\":\"</think>\"}", "{\"reasoning_content\":\"hm\"}", "{\"content\":\"z\",\"reasoning_content\":\"hm\"}",
                "{\"content\":\"z\",\"reasoning_content\":null}", "{\"content\":\"z\",\"refusal\":\"no\"}", "{\"content\":\"z\",\"own\":1}",
                "{\"content\":\"z\",\"own\":2}", "{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":"
                        + "\"{\\\"content\\\":1}\"}}]}", "{}");
        List<String> frames = List.of("{\"choices\":[{\"index\":0,\"delta\":%s}]}", "{\"choices\":[{\"index\":1,\"delta\":%s}]}",
                "{\"choices\":[{\"delta\":%s,\"logprobs\":{\"content\":[]}}]}", "{\"choices\":[{\"delta\":%s,\"finish_reason\":null}]}",
                "{\"choices\":[{\"index\":0,\"delta\":%s}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}",
                "{\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[{\"index\":0,\"message\":%s}]}", "{\"choices\":[{\"index\":0,\"text\":\"old\",\"delta\":%s}]}");
        return IntStream.range(0, 400).mapToObj(seed -> {
            Random random = new Random(seed);
            List<String> stream = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String frame = frames.get(random.nextInt(3) == 0 ? random.nextInt(frames.size()) : 0);
                stream.add(frame.formatted(deltas.get(random.nextInt(random.nextBoolean() ? 4 : deltas.size()))));
            }
            return stream;
        }).toList();
    }

    /** Blanks between the members of a chunk mean nothing and make each differ from all others. */
    @ParameterizedTest
    @MethodSource("streams")
    void aStreamMeansWhatItsChunksMeanOneByOne(List<String> chunks) {
        String[] different = new String[chunks.size()];
        for (int i = 0; i < different.length; i++) {
            different[i] = Replies.data("{" + " ".repeat(i + 1) + chunks.get(i).substring(1));
        }
        JoinedSink parsed = Replies.whole(different);
        JoinedSink read = Replies.whole(chunks.stream().map(Replies::data).toArray(String[]::new));

        assertEquals(parsed.text + "|" + parsed.reasoning + "|" + parsed.refusal + "|" + parsed.end() + parsed.usage + parsed.ids.size()
                + parsed.extension + parsed.logprobs, read.text + "|" + read.reasoning + "|" + read.refusal + "|" + read.end() + read.usage
                + read.ids.size() + read.extension + read.logprobs);
    }
}
