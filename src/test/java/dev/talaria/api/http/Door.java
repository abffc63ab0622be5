package dev.talaria.api.http;

import dev.talaria.json.Json;
import dev.talaria.testing.Chats;
import dev.talaria.testing.TestClient;

/** The endpoints through which a turn begins, each in its own words. */
enum Door {
    CHAT("/v1/chat/completions", 200), RESPONSES("/v1/responses", 200), RUNS("/v1/runs", 202);

    final String path;
    /** Of a request that is served. */
    final int served;

    Door(String path, int served) {
        this.path = path;
        this.served = served;
    }

    String body(String userMessage) {
        return this == CHAT ? Chats.body(userMessage) : input(userMessage, false);
    }

    String streamed(String userMessage) {
        return this == CHAT ? Chats.streamed(userMessage) : input(userMessage, true);
    }

    private static String input(String userMessage, boolean stream) {
        return Json.builders().createObjectBuilder().add("input", userMessage).add("stream", stream).build().toString();
    }

    TestClient.Answer ask(TestClient client, String userMessage) {
        return client.post(path, body(userMessage));
    }

    /** What was said at the end. */
    String told(TestClient client, TestClient.Answer answer) {
        return switch (this) {
            case CHAT -> answer.content();
            case RESPONSES -> answer.json().getJsonArray("output").toString();
            case RUNS -> client.get("/v1/runs/" + answer.json().getString("run_id") + "/events").text();
        };
    }
}
