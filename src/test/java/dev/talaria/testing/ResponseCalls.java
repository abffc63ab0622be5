package dev.talaria.testing;

import dev.talaria.json.Json;
import dev.talaria.testing.TestClient.Answer;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.Collectors;

/** The Responses API as a test calls it, and what comes back in it. */
public final class ResponseCalls {
    private final TestClient client;

    public ResponseCalls(TestClient client) {
        this.client = client;
    }

    /** @param fields name, value, name, value …; values are strings or booleans */
    public static String body(String input, Object... fields) {
        JsonObjectBuilder body = Json.builders().createObjectBuilder().add("input", input);
        for (int i = 0; i < fields.length; i += 2) {
            String name = (String) fields[i];
            if (fields[i + 1] instanceof Boolean value) {
                body.add(name, value);
            } else {
                body.add(name, (String) fields[i + 1]);
            }
        }
        return body.build().toString();
    }

    /** A response that must succeed. */
    public JsonObject create(String input, Object... fields) {
        return ok(client.post("/v1/responses", body(input, fields)));
    }

    public Answer get(String id) {
        return client.get("/v1/responses/" + id);
    }

    public Answer delete(String path) {
        return client.send("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    public static JsonObject ok(Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return answer.json();
    }

    /** The texts of all messages of a response's output, joined. */
    public static String text(JsonObject response) {
        return items(response, "output").stream().filter(item -> item.getString("type").equals("message"))
                .flatMap(item -> item.getJsonArray("content").getValuesAs(JsonObject.class).stream())
                .map(part -> part.getString("text", "")).collect(Collectors.joining());
    }

    public static List<String> types(JsonObject object, String list) {
        return items(object, list).stream().map(item -> item.getString("type")).toList();
    }

    public static List<String> ids(JsonObject object, String list) {
        return items(object, list).stream().map(item -> item.getString("id")).toList();
    }

    private static List<JsonObject> items(JsonObject object, String list) {
        return object.getJsonArray(list).getValuesAs(JsonObject.class);
    }

    /** The contents of what an upstream was sent, as far as they are text. */
    public static List<String> contents(SeenRequest seen) {
        return seen.json().getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .map(message -> message.get("content") instanceof JsonString text ? text.getString() : "").toList();
    }
}
