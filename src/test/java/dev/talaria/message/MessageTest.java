package dev.talaria.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static final Message RESULT = Message.toolResult("c1", "12");

    @Test
    void findsTheLastUserMessageWhateverFollowsIt() {
        List<Message> conversation = List.of(Message.user("one"), Message.assistant("two"), Message.user("three"), RESULT);

        assertEquals(2, Message.lastUser(conversation));
    }

    @Test
    void findsNoneWhereNoUserSpoke() {
        assertEquals(-1, Message.lastUser(List.of(Message.of(Role.SYSTEM, "be brief"), RESULT)));
        assertEquals(-1, Message.lastUser(List.of()));
    }

    @Test
    void readsAToolsResultAsText() {
        assertEquals("12", RESULT.text());
    }
}
