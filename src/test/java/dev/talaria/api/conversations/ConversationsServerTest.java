package dev.talaria.api.conversations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConversationsServerTest {
    private static final String HELLO = "{\"items\":[{\"type\":\"message\",\"role\":\"user\",\"content\":\"hello\"}]}";

    @AutoClose
    private final TestServer server = TestServer.start();
    private final ResponseCalls calls = new ResponseCalls(server.client());

    @Test
    void isMadeWithMetadataAndReadBack() {
        JsonObject made = post("", "{\"metadata\":{\"topic\":\"demo\"}}");

        JsonObject read = ResponseCalls.ok(server.client().get("/v1/conversations/" + made.getString("id")));

        assertEquals(made, read);
        assertEquals("conversation", read.getString("object"));
        assertEquals("demo", read.getJsonObject("metadata").getString("topic"));
    }

    @Test
    void showsItsTurnsAsItems() {
        String id = post("", HELLO).getString("id");
        calls.create("say:hi", "conversation", id);

        JsonObject items = list(id, "?order=asc");

        assertEquals(List.of("hello", "say:hi", "hi"), texts(items));
        assertEquals(items.getJsonArray("data").get(2), server.client().get("/v1/conversations/" + id + "/items/"
                + ResponseCalls.ids(items, "data").get(2)).json());
    }

    @Test
    void takesItemsAndShowsWhatItTook() {
        String id = post("", "{}").getString("id");

        JsonObject added = post("/" + id + "/items", HELLO);

        assertEquals(ResponseCalls.ids(list(id, ""), "data"), ResponseCalls.ids(added, "data"));
    }

    @Test
    void losesADeletedItem() {
        String id = post("", HELLO).getString("id");
        calls.create("say:hi", "conversation", id);
        String asked = ResponseCalls.ids(list(id, "?order=asc"), "data").get(1);

        ResponseCalls.ok(calls.delete("/v1/conversations/" + id + "/items/" + asked));

        assertEquals(List.of("hello", "hi"), texts(list(id, "?order=asc")));
    }

    @Test
    void losesOneOfTwoItemsOfAMessage() {
        String id = post("", """
                {"items":[{"role":"user","content":"q"},{"role":"assistant","content":"let me see"},
                {"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]}""").getString("id");
        String words = ResponseCalls.ids(list(id, "?order=asc"), "data").get(1);

        ResponseCalls.ok(calls.delete("/v1/conversations/" + id + "/items/" + words));

        assertEquals(List.of("message", "function_call"), ResponseCalls.types(list(id, "?order=asc"), "data"));
    }

    @Test
    void isDescribedAnew() {
        String id = post("", "{\"metadata\":{\"a\":\"b\"}}").getString("id");

        JsonObject updated = post("/" + id, "{\"metadata\":{\"c\":\"d\"}}");

        assertEquals(Json.parse("{\"c\":\"d\"}"), updated.get("metadata"));
        assertEquals(updated, server.client().get("/v1/conversations/" + id).json());
    }

    @Test
    void isGoneAfterItIsDeletedAndItsNameFree() {
        String name = "talk-" + UUID.randomUUID();
        calls.create("say:hi", "conversation", name);

        JsonObject deleted = ResponseCalls.ok(calls.delete("/v1/conversations/" + name));
        JsonObject again = calls.create("say:anew", "conversation", name);

        assertTrue(deleted.getBoolean("deleted"));
        assertEquals(List.of("say:anew", "anew"), texts(list(again.getJsonObject("conversation").getString("id"), "?order=asc")));
    }

    @ParameterizedTest(name = "{0} {1} -> {3}")
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /v1/conversations/conv_nope       |                                        | 404 | conversation_not_found
            DELETE | /v1/conversations/conv_nope       |                                        | 404 | conversation_not_found
            GET    | /v1/conversations/conv_nope/items |                                        | 404 | conversation_not_found
            POST   | /v1/conversations                 | {"metadata":{"a":1}}                   | 400 | invalid_value
            POST   | /v1/conversations                 | {"items":"x"}                          | 400 | invalid_value
            POST   | /v1/conversations                 | {"items":[{"role":"user"}]}            | 400 | missing_field
            POST   | /v1/conversations                 | {"items":[{"type":"item_reference","id":"x"}]} | 400 | unsupported_parameter
            POST   | /v1/responses                     | {"input":"x","conversation":"conv_nope"} | 404 | conversation_not_found
            """)
    void refusesWhatItCannotDo(String method, String path, String body, int status, String code) {
        Answer answer = body == null ? method.equals("GET") ? server.client().get(path) : calls.delete(path)
                : server.client().post(path, body);

        assertEquals(status, answer.status());
        assertEquals(code, answer.error().getString("code"));
    }

    @Test
    void knowsNoItemOfAnother() {
        String id = post("", HELLO).getString("id");
        String foreign = ResponseCalls.ids(list(post("", HELLO).getString("id"), ""), "data").get(0);

        assertEquals(404, server.client().get("/v1/conversations/" + id + "/items/" + foreign).status());
    }

    private JsonObject post(String path, String body) {
        return ResponseCalls.ok(server.client().post("/v1/conversations" + path, body));
    }

    private JsonObject list(String id, String query) {
        return ResponseCalls.ok(server.client().get("/v1/conversations/" + id + "/items" + query));
    }

    private static List<String> texts(JsonObject items) {
        return items.getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(item -> item.getJsonArray("content").getJsonObject(0).getString("text")).toList();
    }
}
