package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages are written as a letter and what they hold: u:words, a:words, c:ids of calls, t:the id of a call. */
class DanglingToolCallsTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "u:A c:1 t:1 a:x, u:A c:1 t:1 a:x",
        "u:A c:1 u:B t:1, u:A c:1 t:1 u:B",
        "u:A c:1+2 t:2 t:1, u:A c:1+2 t:2 t:1",
        "u:A c:1+2 t:2 u:B, u:A c:2 t:2 u:B",
        "u:A c:1 c:2 t:1 t:2, u:A c:1 t:1 c:2 t:2",
        "u:A c:1 u:B, u:A u:B",
        "u:A c:1, u:A",
        "t:1 u:A, u:A",
        "u:A t:1 c:1, u:A",
        "u:A c:1 t:1 t:1 u:B, u:A c:1 t:1 u:B",
        "u:A c:1 t:1 u:B c:1 t:1, u:A c:1 t:1 u:B c:1 t:1",
        "u:A c:1 u:B c:1 t:1, u:A u:B c:1 t:1",
        "u:A a: u:B, u:A u:B"})
    void givesEachCallItsResult(String conversation, String told) {
        List<Message> messages = Arrays.stream(conversation.split(" ")).map(DanglingToolCallsTest::message).toList();

        assertEquals(told, DanglingToolCalls.only(messages).stream().map(DanglingToolCallsTest::shown).collect(Collectors.joining(" ")));
    }

    @Test
    void isQuickHoweverManyCallsNobodyAnswered() {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            messages.add(message("c:" + i));
        }

        Assertions.assertTimeout(Duration.ofSeconds(10), () -> assertEquals(List.of(), DanglingToolCalls.only(messages)));
    }

    private static Message message(String text) {
        String said = text.substring(2);
        return switch (text.charAt(0)) {
            case 'u' -> Message.user(said);
            case 'a' -> Message.assistant(said);
            case 't' -> Message.toolResult(said, "r" + said);
            default -> new Message(Role.ASSISTANT, Arrays.stream(said.split("\\+")).<Part>map(id -> new ToolCall(id, "f", "{}")).toList(),
                    null);
        };
    }

    private static String shown(Message message) {
        return switch (message.role()) {
            case TOOL -> "t:" + message.toolResults().get(0).callId();
            case ASSISTANT -> message.toolCalls().isEmpty() ? "a:" + message.text()
                    : "c:" + String.join("+", ClientMessage.calls(message));
            default -> "u:" + message.text();
        };
    }
}
