package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartsJsonTest {
    private static final int[] NASTY = {1, 7, 8, 9, 10, 12, 13, 0x1b, 0x1f, ' ', '"', '\\', '/', '<', '\'', 0x7f, 0x80, 0x85, 0xa0,
        0xad, 0x300, 0x200b, 0x200d, 0x200f, 0x2028, 0x2029, 0x202e, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x10000,
        0x1f680, 0xe0001, 0x10ffff};

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatGoesInComesBack(long seed) {
        Random random = new Random(seed);
        List<Part> parts = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            parts.add(part(random));
        }

        assertEquals(parts, PartsJson.read(PartsJson.write(parts)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\uD83Db", "a\uDE80b"})
    void whatIsNoTextIsReplaced(String broken) {
        List<Part> back = PartsJson.read(PartsJson.write(List.of(new Part.Text(broken), new ToolCall(broken, broken, broken))));

        assertEquals(List.of(new Part.Text("a\uFFFDb"), new ToolCall("a\uFFFDb", "a\uFFFDb", "a\uFFFDb")), back);
    }

    @Test
    void aPairThatIsWholeSurvivesBesideOneThatIsNot() {
        assertEquals("\uD83D\uDE80\uFFFD", Json.repaired("\uD83D\uDE80\uD83D"));
    }

    @Test
    void aResultThatWasStoredWithoutImagesReadsAsOneWithNone() {
        assertEquals(List.of(new ToolResult("c", "12", List.of())),
                PartsJson.read("[{\"type\":\"tool_result\",\"call\":\"c\",\"content\":\"12\"}]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"song\",\"notes\":[\"c\",{\"d\":1.50}]}", "{\"type\":\"text\"}",
        "{\"type\":\"text\",\"text\":null}",
        "{\"type\":\"image\",\"detail\":\"low\"}", "{\"type\":\"tool_call\",\"id\":\"c\"}", "{\"type\":\"tool_result\",\"content\":\"x\"}",
        "{\"type\":7}", "{}", "\"song\"", "null", "[]"})
    void aPartThatIsNotUnderstoodIsWrittenAsItWas(String part) {
        String stored = "[1,{\"type\":\"text\",\"text\":\"a\"}," + part + ",{\"type\":\"refusal\",\"text\":\"b\"}]";

        List<Part> parts = PartsJson.read(stored);

        assertEquals(List.of(new Part.Text("a"), new Part.Unknown(Json.parse(part)), new Part.Refusal("b")), parts);
        assertEquals(stored, PartsJson.write(parts));
    }

    @Test
    void aResultWithAnUnknownImageKeepsTheOthers() {
        assertEquals(List.of(new ToolResult("c", "", List.of(new Part.Image("https://x/y.png", null)))), PartsJson.read("[1,"
                + "{\"type\":\"tool_result\",\"call\":\"c\",\"images\":[{\"type\":\"film\"},"
                + "{\"type\":\"image\",\"url\":\"https://x/y.png\"}]}]"));
    }

    @Test
    void whatStaysOfAReducedMessageKeepsItsUnknownMembers() {
        String said = "{\"type\":\"text\",\"text\":\"a\",\"tone\":{\"mood\":\"glad\"}}";
        String call = "{\"type\":\"tool_call\",\"id\":\"c\",\"name\":\"n\",\"arguments\":\"{}\",\"cost\":1}";
        String stored = "[1," + said + ",{\"type\":\"song\"}," + said + "," + call + "]";
        List<Part> parts = PartsJson.read(stored);

        assertEquals("[1,{\"type\":\"song\"}," + call + "]", PartsJson.reduce(stored, List.of(parts.get(1), parts.get(3))));
        assertEquals("[1," + said + "]", PartsJson.reduce(stored, List.of(new Part.Text("a"))));
    }

    @Test
    void whatWasNotStoredIsWrittenWithWhatWas() {
        assertEquals("[1,{\"type\":\"text\",\"text\":\"b\"}]",
                PartsJson.reduce("[1,{\"type\":\"text\",\"text\":\"a\"}]", List.of(new Part.Text("b"))));
    }

    @Test
    void aMessageInAnUnknownRoleHasOneUnknownPart() {
        Message message = new StoredMessage("critic", "[2,7]", "ann").message();

        assertEquals(new Message(Role.ASSISTANT, List.of(new Part.Unknown(
                Json.parse("{\"type\":\"message\",\"role\":\"critic\",\"parts\":\"[2,7]\"}"))), "ann"), message);
        assertEquals(List.of(), DanglingToolCalls.only(List.of(message)));
    }

    private static Part part(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new Part.Text(text(random));
            case 1 -> new Part.Image(text(random), random.nextBoolean() ? text(random) : null);
            case 2 -> new Part.Reasoning(text(random));
            case 3 -> new Part.Refusal(text(random));
            case 4 -> new ToolCall(text(random), text(random), text(random));
            case 5 -> new ToolCall(text(random), text(random), text(random), members(random));
            case 6 -> random.nextBoolean() ? new Part.Reasoning(text(random), text(random))
                    : new Part.Extension(members(random), random.nextBoolean() ? text(random) : null);
            default -> new ToolResult(text(random), text(random), Stream.generate(() -> new Part.Image(text(random), null))
                    .limit(random.nextInt(3)).toList());
        };
    }

    private static JsonObject members(Random random) {
        return Json.builders().createObjectBuilder().add(text(random), text(random))
                .add("deep", Json.builders().createObjectBuilder().add("list", Json.builders().createArrayBuilder().add(text(random))))
                .add("number", new BigDecimal("9007199254740993.10")).build();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.appendCodePoint(random.nextInt(3) == 0 ? 'a' + random.nextInt(26) : NASTY[random.nextInt(NASTY.length)]);
        }
        return text.toString();
    }
}
