package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.message.Message;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskPatternsTest {
    private static final Message TASK = Message.user("### Task: title");

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of(false, List.of(TASK), true),
                Arguments.of(true, List.of(TASK), false),
                Arguments.of(false, List.of(TASK, TASK), false),
                Arguments.of(false, List.of(TASK, Message.assistant("x")), false),
                Arguments.of(false, List.of(Message.assistant("### Task: title")), false),
                Arguments.of(false, List.of(Message.user("about ### Task: title")), false));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void matchesALoneUserMessageWantedWhole(boolean stream, List<Message> conversation, boolean expected) {
        assertEquals(expected, new TaskPatterns(List.of("^nothing$", "^### Task:")).match(stream, false, conversation));
    }

    @Test
    void looksAtTheBeginningOnly() {
        assertFalse(finds("end", "x".repeat(2_000) + "end"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(((((((((((((((((((((a|b)|c)|d)))))))))))))))))))*b$"})
    void givesUpOnAPatternThatTakesTooMuch(String pattern) {
        assertFalse(finds(pattern, "a".repeat(1_999) + "!"));
    }

    private static boolean finds(String pattern, String text) {
        return new TaskPatterns(List.of(pattern)).match(false, false, List.of(Message.user(text)));
    }

    @Test
    void refusesAnExpressionThatIsNone() {
        assertThrows(PatternSyntaxException.class, () -> new TaskPatterns(List.of("(")));
    }
}
