package dev.talaria.model.openai.reply;

import static dev.talaria.model.openai.reply.Replies.DONE;
import static dev.talaria.model.openai.reply.Replies.delta;
import static dev.talaria.model.openai.reply.Replies.finish;
import static dev.talaria.model.openai.reply.Replies.message;
import static dev.talaria.model.openai.reply.Replies.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces of tool calls are put together by what they mean. */
class ToolCallPiecesTest {
    private static final String A = "{'a':1}";

    /** Pieces as {@code index id name arguments}; {@code -} for a member that is left out. Single quotes stand for double ones. */
    private static JoinedSink heard(String... pieces) {
        StringBuilder stream = new StringBuilder();
        for (String piece : pieces) {
            stream.append(delta("{\"tool_calls\":[" + entry(piece) + "]}"));
        }
        return whole(stream + finish("tool_calls") + DONE);
    }

    private static List<String> calls(String... pieces) {
        JoinedSink sink = heard(pieces);
        assertEquals("TOOL_CALLS", sink.end());
        return sink.calls().stream().map(call -> call.replace('"', '\'')).toList();
    }

    private static String entry(String piece) {
        String[] parts = piece.split(" ", 4);
        StringBuilder entry = new StringBuilder("{");
        entry.append(parts[0].equals("-") ? "" : "\"index\":" + parts[0].replace('\'',
                '"') + ",").append(parts[1].equals("-") ? "" : "\"id\":\"" + parts[1] + "\",")
                .append("\"type\":\"function\",\"function\":{").append(parts[2].equals("-") ? "" : "\"name\":\"" + parts[2] + "\",");
        String arguments = parts.length < 4 ? "-" : parts[3];
        entry.append(arguments.equals("-") ? "\"x\":null" : arguments.startsWith("raw:") ? "\"arguments\":"
                + arguments.substring(4).replace('\'', '"')
                : "\"arguments\":\"" + arguments.replace("'", "\\\"") + "\"");
        return entry.append("}}").toString();
    }

    @Test
    void argumentsThatAreEncodedTwiceAreDecoded() {
        String[] twice = {"{\\\\\\\"a\\\\\\\"", ":1}"};
        assertEquals(List.of("i1 f " + A), calls("0 i1 f \\\"" + twice[0] + twice[1] + "\\\""));
        assertEquals(List.of("i1 f " + A), calls("0 i1 f ", "0 - - \\\"" + twice[0], "0 - - " + twice[1], "0 - - \\\"", "0 - - "));
        assertEquals(List.of("i1 f 'a'"), calls("0 i1 f 'a", "0 - - '"));
        assertEquals("LENGTH", heard("0 i1 f \\\"" + twice[0]).end());
    }

    @Test
    void oneCallMayStandOutsideOfAList() {
        JoinedSink sink = whole(delta("{\"tool_calls\":" + entry("0 i1 f " + A) + "}") + finish("tool_calls") + DONE);

        assertEquals("TOOL_CALLS", sink.end());
        assertEquals(List.of("i1 f " + A.replace('\'', '"')), sink.calls());
    }

    @Test
    void aNewIdInEachPieceOfOneCallMakesOneCall() {
        assertEquals(List.of("i1 f " + A), calls("0 i1 f ", "0 i2 - {'a", "0 i3 - ':1", "0 i4 - }", "0 i5 - "));
        assertEquals(List.of("i1 f " + A), calls("0 i1 f {'a", "0 i2 f ':1}"));
    }

    @Test
    void callsThatAllHaveIndexZeroAreToldApartByTheirIds() {
        assertEquals(List.of("a f " + A, "b f " + A, "c g {'b':2}"), calls("0 a f " + A, "0 b f " + A, "0 c g {'b':2}"));
        assertEquals(List.of("a f " + A, "b g " + A), calls("0 a f ", "0 - - " + A, "0 b g ", "0 - - {'a", "0 - - ':1}"));
        assertEquals(List.of("a f {}", "b f " + A), calls("0 a f ", "0 b f ", "0 b - " + A));
    }

    @Test
    void callsThatAllHaveIndexZeroAndNoIdAreToldApartByNameAndWholeArguments() {
        assertEquals(List.of("made-up f " + A, "made-up g {'b':2}"), calls("0 - f " + A, "0 - g {'b':2}"));
        assertEquals(List.of("made-up f " + A, "made-up f {'a':2}"), calls("0 - f " + A, "0 - f {'a':2}"));
        assertEquals(List.of("made-up f {}", "made-up g {}"), calls("0 - f ", "0 - g "));
        assertEquals(List.of("made-up f " + A, "made-up g " + A), calls("0 - f {'a", "0 - - ':1}", "0 - g {'a", "0 - - ':1}"));
    }

    @Test
    void severalCallsInOneChunkAreSeveral() {
        String entries = entry("0 - f {}") + "," + entry("0 - f {}");

        assertEquals(List.of("made-up f {}", "made-up f {}"), whole(delta("{\"tool_calls\":[" + entries + "]}"), DONE).calls());
    }

    @Test
    void callsWithoutIndexAreToldApartByIdAndName() {
        assertEquals(List.of("a f " + A, "b f {'a':2}"), calls("- a f {'a", "- - - ':1}", "- b f {'a':2}"));
        assertEquals(List.of("made-up f " + A, "made-up g {}"), calls("- - f {'a", "- - - ':1}", "- - g {}"));
        assertEquals(List.of("a f " + A, "b g {'b':2}"), calls("- a f {'a", "- b g {'b", "- a - ':1}", "- b - ':2}"));
    }

    @Test
    void anIdThatTwoCallsHaveIsGivenToOne() {
        for (JoinedSink sink : List.of(heard("0 x f " + A, "1 x g " + A), heard("0 x f " + A, "0 x g " + A), heard("0 x f " + A, "1 x f "
                + A),
                heard("0 x f ", "1 x f ", "0 - - " + A, "1 - - " + A))) {
            assertEquals(2, sink.ids.size(), sink.toString());
            assertEquals("x", sink.ids.get(0));
            assertNotEquals(sink.ids.get(0), sink.ids.get(1));
            assertEquals("{\"a\":1}", sink.calls().get(1).split(" ")[2]);
        }
    }

    @Test
    void indexesMayBeginAnywhereJumpAndInterleave() {
        assertEquals(List.of("a f " + A, "b g {'b':2}"), calls("1 a f {'a", "7 b g {'b", "1 - - ':1}", "7 - - ':2}"));
        assertEquals(List.of("a f " + A, "b g {'b':2}"), calls("0 a f ", "0 b g ", "0 a - {'a", "0 b - {'b", "0 a - ':1}", "0 b - ':2}"));
        assertEquals(List.of("a f " + A), calls("0 a f ", "1 - - {'a", "2 - - ':1}"));
        assertEquals(List.of("a f " + A, "b g " + A), calls("'0' a f " + A, "'1' b g " + A));
    }

    @Test
    void aNameThatIsRepeatedMakesNoOtherCall() {
        assertEquals(List.of("a f " + A), calls("0 a f ", "0 a f {'a", "0 a f ':1}", "0 a f "));
        assertEquals(List.of("made-up f " + A), calls("0 - f ", "0 - f {'a", "0 - f ':1}", "0 - f "));
        assertEquals(List.of("made-up f " + A), calls("- - f ", "- - f {'a", "- - f ':1}"));
    }

    @Test
    void anIdOrANameMayComeLater() {
        assertEquals(List.of("made-up f " + A), calls("0 - f ", "0 a - {'a", "0 a - ':1}"));
        assertEquals(List.of("a f " + A), calls("0 a - ", "0 - f {'a':1}"));
        assertEquals(List.of("a f " + A), calls("0 a - {'a", "0 - f ':1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "raw:null", "raw:{}", "{}", "null", "raw:[]", " "})
    void aCallWithoutArgumentsHasAnEmptyObject(String none) {
        assertEquals(List.of("a f {}"), calls("0 a f " + none));
        String message = message("{\"tool_calls\":[" + entry("- a f " + none) + "]}", "\"tool_calls\"");
        assertEquals(List.of("a f {}"), whole(message).calls());
    }

    @Test
    void anEmptyObjectBeforeTheTrueArgumentsIsNone() {
        assertEquals(List.of("a f " + A), calls("0 a f {}", "0 - - {'a", "0 - - ':1}"));
    }

    @Test
    void argumentsMayBeAnObject() {
        assertEquals(List.of("a f " + A), calls("0 a f raw:{'a':1}"));
    }

    @Test
    void wholeArgumentsThatAreRepeatedAreNotDoubled() {
        assertEquals(List.of("a f " + A), calls("0 a f {'a", "0 - - ':1}", "0 - - " + A));
        assertEquals(List.of("a f " + A), calls("0 a f {'a", "0 - - ':1}", "0 a f {'a': 1}"));
        assertEquals(List.of("a f " + A), calls("0 a f {'a':1", "0 a f " + A));
        assertEquals(List.of("a f {'a':{'a':1}}"), calls("0 a f {'a':", "0 - - {'a':1}", "0 - - }"));
    }

    @Test
    void theWholeMessageAfterItsPiecesIsNotDoubled() {
        String repeated = "data: " + message("{\"content\":\"hi\",\"reasoning_content\":\"hm\",\"sig\":\"s\",\"tool_calls\":["
                + entry("- a f " + A) + "]}", "\"tool_calls\"") + "\n\n";
        JoinedSink sink = whole(delta("{\"reasoning_content\":\"hm\",\"sig\":\"s\"}"), delta("{\"content\":\"hi\"}"),
                delta("{\"tool_calls\":[" + entry("0 a f {'a") + "]}"), delta("{\"tool_calls\":[" + entry("0 - - ':1}") + "]}"), repeated,
                        DONE);

        assertEquals("hi", sink.text.toString());
        assertEquals("hm", sink.reasoning.toString());
        assertEquals("{\"sig\":\"s\"}", sink.extension.toString());
        assertEquals(List.of("a f {\"a\":1}"), sink.calls());
    }

    @Test
    void theOlderFunctionCallIsACall() {
        JoinedSink pieces = whole(delta("{\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}}"),
                delta("{\"function_call\":{\"arguments\":\"{}\"}}"),
                finish("function_call"), DONE);
        JoinedSink message = whole(message("{\"content\":null,\"function_call\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}",
                "\"function_call\""));

        assertEquals(List.of("made-up f {}"), pieces.calls());
        assertEquals(List.of("made-up f {\"a\":1}"), message.calls());
        assertEquals("TOOL_CALLS", pieces.end());
    }

    @Test
    void flatCallsAreCalls() {
        JoinedSink sink = whole(message("{\"tool_calls\":[{\"id\":\"a\",\"name\":\"f\",\"arguments\":{\"a\":1}}]}", "\"tool_calls\""));

        assertEquals(List.of("a f {\"a\":1}"), sink.calls());
        assertEquals("[{}]", sink.callExtensions.toString());
    }

    @Test
    void whatACallHasBesideTravelsWithIt() {
        JoinedSink sink = whole(delta("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"extra_content\":{\"google\":"
                + "{\"thought_signature\":\"s1\"}},\"empty\":null,\"function\":{\"name\":\"f\",\"arguments\":\"{}\",\"hint\":\"h\"}}]}"),
                        DONE);

        assertEquals("[{\"extra_content\":{\"google\":{\"thought_signature\":\"s1\"}},\"function\":{\"hint\":\"h\"}}]",
                sink.callExtensions.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool_calls", "stop", "length", "null"})
    void aCallThatEndsInItsMidstWasCutByALimit(String reason) {
        JoinedSink sink = whole(delta("{\"tool_calls\":[" + entry("0 a f {'a") + "]}"), finish(reason), DONE);

        assertEquals("LENGTH", sink.end());
        assertEquals(List.of("a f {\"a"), sink.calls());
    }

    @Test
    void aCallThatNeverGetsANameIsAnErrorWhereItIsAll() {
        assertEquals("failed: The upstream sent a tool call without a name", heard("0 a - " + A).end());
        assertEquals("STOP", whole(Replies.text("hi"), delta("{\"tool_calls\":[" + entry("0 a - " + A) + "]}"), DONE).end());
    }

    @Test
    void theReasonFollowsWhatWasSaid() {
        assertEquals("STOP", whole(Replies.text("hi"), finish("tool_calls"), DONE).end());
        assertEquals("TOOL_CALLS", whole(delta("{\"tool_calls\":[" + entry("0 a f {}") + "]}"), finish("stop"), DONE).end());
        assertEquals("TOOL_CALLS", whole(delta("{\"tool_calls\":[" + entry("0 a f {}") + "]}"), DONE).end());
        assertEquals("LENGTH", whole(delta("{\"tool_calls\":[" + entry("0 a f {}") + "]}"), finish("length"), DONE).end());
    }
}
