package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskPatternsTest {
    private static final String TASK = "{'role':'user','content':'### Task: title'}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "'messages':[" + TASK + "] | true",
        "'messages':[{'role':'system','content':'s'}," + TASK + "] | true",
        "'messages':[" + TASK + "],'stream':false | true",
        "'messages':[" + TASK + "],'stream':true | false",
        "'messages':[" + TASK + "," + TASK + "] | false",
        "'messages':[" + TASK + ",{'role':'assistant','content':'x'}] | false",
        "'messages':[{'role':'user','content':'about ### Task: title'}] | false"})
    void matchesALoneUserMessageWantedWhole(String members, boolean expected) {
        assertEquals(expected, new TaskPatterns(List.of("^nothing$", "^### Task:")).match(request(members)));
    }

    @Test
    void looksAtTheBeginningOnly() {
        ChatRequest request = request("'messages':[{'role':'user','content':'" + "x".repeat(2_000) + "end'}]");

        assertFalse(new TaskPatterns(List.of("end")).match(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(((((((((((((((((((((a|b)|c)|d)))))))))))))))))))*b$"})
    void givesUpOnAPatternThatTakesTooMuch(String pattern) {
        ChatRequest request = request("'messages':[{'role':'user','content':'" + "a".repeat(1_999) + "!'}]");

        assertFalse(new TaskPatterns(List.of(pattern)).match(request));
    }

    @Test
    void refusesAnExpressionThatIsNone() {
        assertThrows(PatternSyntaxException.class, () -> new TaskPatterns(List.of("(")));
    }

    private static ChatRequest request(String members) {
        return ChatRequest.parse(JsonBody.parse(Json.bytes(("{" + members + "}").replace('\'', '"'))));
    }
}
