package dev.talaria.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    @Test
    void readsMembersByType() {
        JsonBody body = body("{\"s\":\"x\",\"b\":false,\"n\":1.5,\"i\":-7,\"o\":{\"p\":\"y\"},\"a\":[{\"q\":1},{}]}");

        assertEquals("x", body.string("s").orElseThrow());
        assertFalse(body.bool("b").orElseThrow());
        assertEquals(1.5, body.number("n").orElseThrow().doubleValue());
        assertEquals(OptionalLong.of(-7), body.integer("i", -7, 7));
        assertEquals("y", body.object("o").orElseThrow().string("p").orElseThrow());
        assertEquals(List.of("a[0]", "a[1]"), body.objects("a").orElseThrow().stream().map(JsonBody::path).toList());
    }

    @Test
    void whatIsAbsentOrNullIsEmpty() {
        JsonBody body = body("{\"x\":null}");

        for (String name : List.of("x", "y")) {
            assertFalse(body.has(name));
            assertTrue(body.string(name).isEmpty() && body.bool(name).isEmpty() && body.number(name).isEmpty());
            assertTrue(body.object(name).isEmpty() && body.array(name).isEmpty() && body.objects(name).isEmpty());
            assertTrue(body.integer(name, 0, 1).isEmpty());
        }
    }

    static Stream<Arguments> wrongTypes() {
        return Stream.of(
                wrong(body -> body.string("x"), "1", "'x' must be a string"),
                wrong(body -> body.bool("x"), "\"true\"", "'x' must be a boolean"),
                wrong(body -> body.number("x"), "\"1\"", "'x' must be a number"),
                wrong(body -> body.object("x"), "[]", "'x' must be an object"),
                wrong(body -> body.array("x"), "{}", "'x' must be an array"));
    }

    private static Arguments wrong(Consumer<JsonBody> read, String value, String message) {
        return Arguments.of(read, value, message);
    }

    @ParameterizedTest
    @MethodSource("wrongTypes")
    void coercesNothing(Consumer<JsonBody> read, String value, String message) {
        ApiException fault = assertThrows(ApiException.class, () -> read.accept(body("{\"x\":" + value + "}")));

        assertEquals(ErrorCode.INVALID_VALUE, fault.code());
        assertEquals("x", fault.problem().param());
        assertEquals(message, fault.problem().message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "1.0", "1.5", "1e999999999", "99999999999999999999", "\"5\"", "true"})
    void anIntegerIsWholeAndWithinItsBounds(String value) {
        ApiException fault = assertThrows(ApiException.class, () -> body("{\"n\":" + value + "}").integer("n", 1, 10));

        assertEquals("n", fault.problem().param());
    }

    @Test
    void aFaultNamesTheWholePath() {
        JsonBody inner = body("{\"messages\":[{},{\"content\":{\"text\":1}}]}").objects("messages").orElseThrow().get(1);

        ApiException fault = assertThrows(ApiException.class, () -> inner.object("content").orElseThrow().string("text"));

        assertEquals("messages[1].content.text", fault.problem().param());
    }

    @Test
    void aMemberOfAListThatIsNoObjectIsNamed() {
        ApiException fault = assertThrows(ApiException.class, () -> body("{\"a\":[{},null]}").objects("a"));

        assertEquals("a[1]", fault.problem().param());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"a\"", "null", "{", "{}{}", "\uFEFF"})
    void aBodyIsAnObject(String text) {
        ApiException fault = assertThrows(ApiException.class, () -> body(text));

        assertEquals(ErrorCode.INVALID_JSON, fault.code());
        assertTrue(fault.problem().message().startsWith("Invalid JSON in request body: "), fault.problem()::message);
    }

    private static JsonBody body(String text) {
        return JsonBody.parse(Json.bytes(text));
    }
}
