package dev.talaria.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.Cancellation;
import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.testing.Scopes;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TodoToolTest {
    private static final String LIST = "[{\"content\":\"a\",\"status\":\"in_progress\"},{\"content\":\"b\",\"status\":\"pending\"}]";

    private final TodoTool todo = new TodoTool();
    private final List<Message> conversation = new ArrayList<>(List.of(Message.user("go")));

    @Test
    void replacesTheList() throws ToolFailure {
        answered("c0", "todo", "[{\"content\":\"old\",\"status\":\"pending\"}]");

        assertEquals(LIST, call("{'todos':[{'content':'a','status':'in_progress'},'b']}"));
    }

    @Test
    void showsAnEmptyListAtFirst() throws ToolFailure {
        assertEquals("[]", call("{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'todos':null}", "{'clear':false}", "{'clear':null}", "{'other':1}"})
    void showsWhatItsLastCallAnswered(String arguments) throws ToolFailure {
        answered("c0", "todo", "[]");
        answered("c1", "todo", LIST);
        answered("c2", "search", "[{\"content\":\"x\",\"status\":\"pending\"}]");

        assertEquals(LIST, call(arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"denied", "{\"error\":\"x\"}", "", "[{", "todos is empty"})
    void looksPastACallThatFailed(String failure) throws ToolFailure {
        answered("c0", "todo", LIST);
        answered("c1", "todo", failure);

        assertEquals(LIST, call("{}"));
    }

    @Test
    void knowsWhoseResultItIsWhereAnIdComesBack() throws ToolFailure {
        answered("c0", "todo", LIST);
        answered("c0", "search", "[]");

        assertEquals(LIST, call("{}"));
    }

    @Test
    void dropsWhatIsNoItem() throws ToolFailure {
        answered("c0", "todo",
                "[1,null,{\"content\":\"a\"},{\"content\":\"b\",\"status\":\"later\"},{\"content\":\"c\",\"status\":\"completed\"}]");

        assertEquals("[{\"content\":\"c\",\"status\":\"completed\"}]", call("{}"));
    }

    @Test
    void emptiesTheList() throws ToolFailure {
        answered("c0", "todo", LIST);

        assertEquals("[]", call("{'clear':true}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{'clear':true} | true", "{'clear':true,'todos':['a']} | true",
        "{'clear':false} | false", "{} | false", "{'todos':['a']} | false"})
    void asksBeforeItClears(String arguments, boolean expected) {
        assertEquals(expected, todo.needsApproval(json(arguments)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'clear':'true'} | 'clear'",
        "{'todos':'a'} | 'todos' must be a list",
        "{'todos':[]} | clear: true",
        "{'todos':['a',1]} | todos[1]",
        "{'todos':[' ']} | todos[0]",
        "{'todos':[{}]} | todos[0]",
        "{'todos':[{'content':1}]} | todos[0]",
        "{'todos':[{'content':'a','status':'later'}]} | todos[0].status",
        "{'todos':[{'content':'a','status':1}]} | todos[0].status"})
    void saysWhatIsWrongWithItsArguments(String arguments, String said) {
        ToolFailure failure = assertThrows(ToolFailure.class, () -> call(arguments));

        assertTrue(failure.getMessage().contains(said), failure.getMessage());
    }

    @Test
    void boundsTheList() {
        assertThrows(ToolFailure.class, () -> call("{'todos':[" + "'a',".repeat(100) + "'a']}"));
        assertThrows(ToolFailure.class, () -> call("{'todos':['" + "a".repeat(1_001) + "']}"));
    }

    private void answered(String callId, String tool, String result) {
        conversation.add(new Message(Role.ASSISTANT, List.of(new ToolCall(callId, tool, "{}")), null));
        conversation.add(Message.toolResult(callId, result));
    }

    private String call(String arguments) throws ToolFailure {
        return todo.call(new ToolContext(Scopes.named("s-1"), conversation, new Cancellation()), json(arguments));
    }

    private static JsonObject json(String text) {
        return Json.parse(text.replace('\'', '"')).asJsonObject();
    }
}
