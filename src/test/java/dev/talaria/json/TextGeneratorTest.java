package dev.talaria.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerationException;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.parsson.JsonProviderImpl;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextGeneratorTest {
    private static final int DEEP = 500;

    /** As the JSON provider writes it. */
    private static String expected(Consumer<JsonGenerator> body) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonProviderImpl().createGenerator(out)) {
            body.accept(generator);
        }
        return out.toString();
    }

    static Stream<Consumer<JsonGenerator>> texts() {
        return Stream.of(
                out -> out.writeStartObject().writeEnd(),
                out -> out.writeStartArray().writeEnd(),
                out -> out.write("alone"),
                JsonGenerator::writeNull,
                out -> out.writeStartObject().write("a", "b").write("b", 1).write("c", -5L).write("d", 0.1).write("e", true)
                        .write("f", new BigDecimal("1E+30")).write("g", BigInteger.TEN).writeNull("h").writeStartArray("i").writeEnd()
                        .writeStartObject("j").writeStartObject("k").writeEnd().writeEnd().write("l", JsonValue.FALSE).writeEnd(),
                out -> out.writeStartArray().write("b").write(1).write(-5L).write(1e21).write(false).write(new BigDecimal("1E+30"))
                        .write(BigInteger.TWO).writeNull().writeStartArray().writeStartObject().writeEnd().writeEnd()
                        .write(JsonValue.EMPTY_JSON_ARRAY).writeEnd(),
                out -> out.writeStartObject().writeKey("a").write(1).writeKey("b").writeStartArray().write(2).writeEnd().writeKey("c")
                        .writeNull().writeEnd(),
                out -> out.writeStartObject().write("\"\\\n", "\u0000\u0001\b\f\n\r\t\u001f \u007f\u2028é🚀\"/\\").writeEnd());
    }

    @ParameterizedTest
    @MethodSource("texts")
    void writesWhatTheProviderWrites(Consumer<JsonGenerator> body) {
        assertEquals(expected(body), Json.generate(body));
    }

    @RepeatedTest(200)
    void writesAnyValueAsTheProviderDoes(RepetitionInfo round) {
        JsonValue value = value(new Random(round.getCurrentRepetition()), 5);

        assertEquals(expected(out -> out.write(value)), Json.generate(out -> out.write(value)));
        assertEquals(value, Json.parse(Json.generate(out -> out.write(value))));
    }

    private static JsonValue value(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0:
                return List.of(JsonValue.NULL, JsonValue.TRUE, JsonValue.FALSE).get(random.nextInt(3));
            case 1:
                return Json.number(random.nextLong());
            case 2, 3:
                return Json.string(text(random));
            case 4:
                var array = Json.builders().createArrayBuilder();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                return array.build();
            default:
                var object = Json.builders().createObjectBuilder();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.add(text(random), value(random, depth - 1));
                }
                return object.build();
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(random.nextInt(3) == 0 ? (char) (1 + random.nextInt(127)) : (char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @Test
    void nestsAsDeepAsItsCaller() {
        Consumer<JsonGenerator> body = out -> {
            for (int i = 0; i < DEEP; i++) {
                out.writeStartArray();
            }
            for (int i = 0; i < DEEP; i++) {
                out.writeEnd();
            }
        };

        assertEquals("[".repeat(DEEP) + "]".repeat(DEEP), Json.generate(body));
    }

    static Stream<Consumer<JsonGenerator>> mistakes() {
        return Stream.of(
                out -> {
                },
                out -> out.writeStartObject(),
                out -> out.writeStartArray().writeEnd().writeEnd(),
                out -> out.write(1).write(2),
                out -> out.writeStartArray().write("name", 1),
                out -> out.write("name", 1));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void refusesWhatIsNotOneWholeValue(Consumer<JsonGenerator> body) {
        assertThrows(JsonGenerationException.class, () -> Json.generate(body));
    }

    @Test
    void refusesNumbersThatJsonDoesNotKnow() {
        assertThrows(NumberFormatException.class, () -> Json.generate(out -> out.write(Double.NaN)));
        assertThrows(NumberFormatException.class, () -> Json.generate(out -> out.write(Double.POSITIVE_INFINITY)));
    }
}
