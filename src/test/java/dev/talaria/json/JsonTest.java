package dev.talaria.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "{}", "[]", "null", "true", "1.50", "\"a\"", " [1 , {\"a\" : [null]}] ", "\"\\ud83d\\ude80\"", "-0", "1E400", "{\"\":\"\"}"})
    void readsWhatIsOneValue(String text) {
        assertEquals(Json.parse(text), Json.parse(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("", "it is empty"),
                Arguments.of("  \n", "it is empty"),
                Arguments.of("{} x", "it is not well-formed"),
                Arguments.of("{} {}", "it is not well-formed"),
                Arguments.of("{", "it is not well-formed"),
                Arguments.of("[1,]", "it is not well-formed"),
                Arguments.of("{\"a\":1,}", "it is not well-formed"),
                Arguments.of("{a:1}", "it is not well-formed"),
                Arguments.of("'a'", "it is not well-formed"),
                Arguments.of("01", "it is not well-formed"),
                Arguments.of("NaN", "it is not well-formed"),
                Arguments.of("\"a\nb\"", "it is not well-formed"),
                Arguments.of("\"\\u0000\"", "a string holds U+0000"),
                Arguments.of("{\"\\u0000\":1}", "a string holds U+0000"),
                Arguments.of("[\"\\ud800\"]", "a string holds half a surrogate pair"),
                Arguments.of("[\"\\udc00\\ud800\"]", "a string holds half a surrogate pair"),
                Arguments.of("{\"\\ud83dx\":1}", "a string holds half a surrogate pair"),
                Arguments.of("1e99999999999", "it is not well-formed"),
                Arguments.of("-1e-99999999999999999999", "it is not well-formed"),
                Arguments.of("9".repeat(401), "a number has more than 400 characters"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refusesWhatIsNot(String text, String why) {
        JsonFault fault = assertThrows(JsonFault.class, () -> Json.parse(text));

        String told = fault.getMessage().replaceFirst(" \\(line \\d+, column \\d+\\)$", "");
        assertTrue(told.equals(why) || told.equals("there is text after its end"), fault::getMessage);
    }

    static Stream<Arguments> places() {
        return Stream.of(Arguments.of("{\"a\":1,}", 1, 8), Arguments.of("{\n \"a\": 1,\n \"b\": oops\n}", 3, 7),
                Arguments.of("[1,\n\n2,,3]", 3, 3), Arguments.of("[1\n2]", 2, 1), Arguments.of("{a:1}", 1, 2),
                Arguments.of("{\"a\":1} oops", 1, 9), Arguments.of("{\"a\":1} {}", 1, 9), Arguments.of("[1,\n2", 2, 2),
                Arguments.of("[\"" + "x".repeat(100_000) + "\",\n\"" + "y".repeat(100_000) + "\", oops]", 2, 100_005),
                Arguments.of("[\"" + "x".repeat(100_000), 1, 100_002), Arguments.of("[\n\"\\ud800\"]", 2, 9),
                Arguments.of("[\n" + "9".repeat(401) + "]", 2, 402), Arguments.of("[\n1e99999999999]", 2, 14));
    }

    @ParameterizedTest
    @MethodSource("places")
    void tellsTheLineAndColumnOfAFaultAndNoText(String text, int line, int column) {
        JsonFault fault = assertThrows(JsonFault.class, () -> Json.parse(text));

        assertTrue(fault.getMessage().endsWith(" (line " + line + ", column " + column + ")"), fault::getMessage);
        assertFalse(fault.getMessage().contains("oops"), fault::getMessage);
    }

    @Test
    void tellsWhereBytesAreNoUtf8() {
        byte[] bytes = "{\n\"\u00e4\": \"x\"}".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 3] = (byte) 0xFF;

        JsonFault fault = assertThrows(JsonFault.class, () -> Json.parse(bytes));

        assertEquals("it is not valid UTF-8 (line 2, column 7)", fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void readsTwoHundredLevelsAndNoMore(String level) {
        String close = level.equals("[") ? "]" : "}";

        Json.parse(level.repeat(200) + "1" + close.repeat(200));
        JsonFault fault = assertThrows(JsonFault.class, () -> Json.parse(level.repeat(201) + "1" + close.repeat(201)));
        assertThrows(JsonFault.class, () -> Json.parse(level.repeat(100_000)));

        assertTrue(fault.getMessage().matches("it is nested deeper than 200 \\(line 1, column \\d+\\)"), fault::getMessage);
    }

    @Test
    void emptyContainersCountAsLevelsToo() {
        Json.parse("[".repeat(200) + "]".repeat(200));

        assertThrows(JsonFault.class, () -> Json.parse("[".repeat(201) + "]".repeat(201)));
    }

    @Test
    void ofTwoMembersWithOneNameTheLastCounts() {
        assertEquals("2", Json.parse("{\"a\":1,\"a\":2}").asJsonObject().get("a").toString());
    }

    @Test
    void numbersGoOutAsTheyCame() {
        assertEquals("[1.50,0.10,12345678901234567890]", Json.parse("[1.50,0.10,12345678901234567890]").toString());
    }

    @Test
    void aHugeExponentStaysAnExponent() {
        JsonNumber number = (JsonNumber) Json.parse("1e999999999");

        assertEquals("1E+999999999", number.toString());
        assertTrue(number.bigDecimalValue().signum() > 0);
    }

    @Test
    void readsAnArrayOfTenMegabytes() {
        String text = "[" + "123456789,".repeat(1_000_000) + "0]";

        assertEquals(1_000_001, ((JsonArray) Json.parse(text)).size());
    }

    static Stream<byte[]> notUtf8() {
        return Stream.of(new byte[] {'"', (byte) 0xff, '"'}, new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xe2, (byte) 0x82, '"'}, new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'});
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void refusesBytesThatAreNoUtf8(byte[] bytes) {
        String told = assertThrows(JsonFault.class, () -> Json.parse(bytes)).getMessage();

        assertTrue(told.matches("it is not valid UTF-8 \\(line 1, column \\d+\\)"), told);
    }

    @Test
    void passesOverAByteOrderMark() {
        assertEquals(Json.parse("{}"), Json.parse("\uFEFF{}".getBytes(StandardCharsets.UTF_8)));
        assertEquals("it is empty",
                assertThrows(JsonFault.class, () -> Json.parse("\uFEFF".getBytes(StandardCharsets.UTF_8))).getMessage());
        assertThrows(JsonFault.class, () -> Json.parse("{}\uFEFF".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void saysThatWiderUnicodeIsNotTaken(String charset) {
        for (String text : List.of("\"a\"", "\uFEFF{}")) {
            assertEquals("it is in UTF-16 or UTF-32, and must be in UTF-8",
                    assertThrows(JsonFault.class, () -> Json.parse(text.getBytes(Charset.forName(charset)))).getMessage());
        }
    }

    @Test
    void aFaultHoldsNothingOfTheText() {
        JsonFault fault = assertThrows(JsonFault.class, () -> Json.parse("{\"key\": secret}"));

        assertEquals("it is not well-formed (line 1, column 9)", fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800", "\\udc00", "\\ud800\\ud800"})
    void repairsWhatASloppyPeerWrote(String broken) {
        JsonString repaired = (JsonString) Json.parseLeniently("\"a" + broken + "b\"");

        assertTrue(repaired.getString().matches("a\uFFFD{1,2}b"), repaired::getString);
    }

    @Test
    void wholePairsNeedNoRepair() {
        assertEquals("\uD83D\uDE80\uFFFD", ((JsonString) Json.parseLeniently("\"\\ud83d\\ude80\\u0000\"")).getString());
    }

    @Test
    void whateverComesItIsAValueOrAFault() {
        Random random = new Random(3);
        String letters = "{}[]\",:\\u0dDe8Ee+-.1 9tfnrualse\n\t\u0000\uFEFFé\uD83D\uDE80";
        int values = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(14); length >= 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            values += isValue(text.toString().getBytes(StandardCharsets.UTF_8)) ? 1 : 0;
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            isValue(bytes);
        }

        assertTrue(values > 0);
    }

    private static boolean isValue(byte[] bytes) {
        try {
            JsonValue value = Json.parse(bytes);
            assertEquals(value, Json.parse(value.toString()));
            return true;
        } catch (JsonFault expected) {
            return false;
        }
    }

    @Test
    void takesControlCharactersInStringsOnlyWhereItIsLenient() {
        String text = "{\n\t\"a\": \"b\n\tc \\\" d\\\\\",\r\n\"e\" : \"\u0001\\\n\"}";

        assertEquals("{\"a\":\"b\\n\\tc \\\" d\\\\\",\"e\":\"\\u0001\\\\\\n\"}", Json.parseLeniently(text).toString());
        assertThrows(JsonFault.class, () -> Json.parse("\"\t\""));
    }

    @Test
    void takesNumbersThatPythonWritesOnlyWhereItIsLenient() {
        String text = "{\"a\":[NaN,-Infinity,Infinity],\"NaN\":\"-Infinity \\\" NaN\",\"big\":1e99999999999}";

        assertEquals("{\"a\":[null,null,null],\"NaN\":\"-Infinity \\\" NaN\",\"big\":null}", Json.parseLeniently(text).toString());
        assertThrows(JsonFault.class, () -> Json.parse("[NaN]"));
        assertThrows(JsonFault.class, () -> Json.parseLeniently("[NaNs]"));
    }
}
