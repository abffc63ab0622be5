package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.agent.turn.Turn;
import dev.talaria.api.items.InputItem;
import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.run.RunTerms;
import dev.talaria.scope.Preferences;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunRequestTest {
    private static RunRequest parse(String body) {
        return RunRequest.parse(JsonBody.parse(Json.bytes(body)));
    }

    /** As it becomes without anything stored. */
    private static Turn turn(RunRequest request) {
        List<Message> messages = request.items().stream().map(item -> ((InputItem.MessageInput) item).message()).toList();
        return request.turn(null, messages, "m", Preferences.DEFAULT, "f");
    }

    @Test
    void takesAString() {
        RunRequest request = parse("{\"input\":\"hello\"}");

        assertEquals("hello", turn(request).conversation().get(0).text());
        assertEquals(List.of(), turn(request).system());
        assertNull(request.model());
        assertNull(request.session());
    }

    @Test
    void takesItemsInstructionsAndHistory() {
        RunRequest request = parse("""
                {"instructions":"be brief","session_id":" s1 ","model":"m","conversation_history":[{"role":"user","content":"a"},
                 {"role":"assistant","content":"b"}],"input":[{"role":"developer","content":"d"},{"role":"user","content":"c"}]}""");

        Turn turn = turn(request);

        assertEquals(List.of("be brief", "d"), turn.system().stream().map(Message::text).toList());
        assertEquals(List.of("a", "b", "c"), turn.conversation().stream().map(Message::text).toList());
        assertEquals("s1", request.session());
        assertEquals(Preferences.History.CLIENT, turn.preferences().history());
        assertEquals(RunTerms.SUBMITTED, turn.terms());
    }

    @Test
    void leavesTheHistoryToTheServerWhereTheBodyBringsNone() {
        assertEquals(Preferences.History.AUTO, turn(parse("{\"input\":\"c\"}")).preferences().history());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "{}; missing_field; input; Missing 'input' field",
        "{\"input\":null}; missing_field; input; Missing 'input' field",
        "{\"input\":7}; invalid_value; input; 'input' must be a string or array",
        "{\"input\":\" \"}; missing_field; input; No user message found in input",
        "{\"input\":[]}; missing_field; input; No user message found in input",
        "{\"input\":\"a\",\"conversation_history\":{}}; invalid_value; conversation_history; 'conversation_history' must be an array",
        "{\"input\":\"a\",\"conversation_history\":[{\"role\":\"user\"}]}; invalid_value; conversation_history[0]; "
            + "conversation_history[0] must have 'role' and 'content' fields",
        "{\"input\":\"a\",\"session_id\":\"../x\"}; invalid_session_id; session_id; Invalid session ID: it must be 1 to 256 "
            + "characters in UTF-8, without control characters, '/', '\\' and '..'",
        "{\"input\":\"a\",\"webhook\":{}}; unsupported_parameter; webhook; 'webhook' is not supported"})
    void namesTheFieldAtFault(String body, String code, String param, String message) {
        ApiException fault = assertThrows(ApiException.class, () -> parse(body));

        assertEquals(code, fault.code().code());
        assertEquals(param, fault.problem().param());
        assertEquals(message, fault.problem().message());
    }
}
