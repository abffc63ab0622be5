package dev.talaria.api.http.reply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SseFrameTest {
    static Stream<Arguments> frames() {
        return Stream.of(
                Arguments.of(SseFrame.data("{\"a\":1}"), "data: {\"a\":1}\n\n"),
                Arguments.of(SseFrame.data(""), "data: \n\n"),
                Arguments.of(SseFrame.data(" x"), "data:  x\n\n"),
                Arguments.of(SseFrame.event("error", "{}"), "event: error\ndata: {}\n\n"),
                Arguments.of(SseFrame.of("7", "tool", "{}"), "id: 7\nevent: tool\ndata: {}\n\n"),
                Arguments.of(SseFrame.of("7", null, "{}"), "id: 7\ndata: {}\n\n"),
                Arguments.of(SseFrame.data("a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
                Arguments.of(SseFrame.data("\n"), "data: \ndata: \n\n"),
                Arguments.of(SseFrame.data("a\n\n"), "data: a\ndata: \ndata: \n\n"),
                Arguments.of(SseFrame.KEEPALIVE, ": keepalive\n\n"),
                Arguments.of(SseFrame.DONE, "data: [DONE]\n\n"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void isWrittenToTheCharacter(SseFrame frame, String expected) {
        assertEquals(expected, frame.toString());
    }

    @Test
    void goesOutAsUtf8() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        SseFrame.data("\u00e9 \uD83D\uDE80 \u2028").writeTo(out);

        assertArrayEquals("data: \u00e9 \uD83D\uDE80 \u2028\n\n".getBytes(StandardCharsets.UTF_8), out.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r", "\n", "a\u0000b"})
    void refusesLineBreaksWhereOneLineIsMeant(String broken) {
        assertThrows(IllegalArgumentException.class, () -> SseFrame.of(broken, "e", "x"));
        assertThrows(IllegalArgumentException.class, () -> SseFrame.event(broken, "x"));
        assertThrows(IllegalArgumentException.class, () -> SseFrame.comment(broken));
    }
}
