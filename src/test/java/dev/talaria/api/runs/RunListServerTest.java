package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RunListServerTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void listsLiveAndEndedRunsPageByPageFromTheNewest() {
        TestClient client = server.client();
        List<String> begun = new ArrayList<>();
        for (String input : List.of("say:one", "say:two", "say:three", "tokens:500 && slow:50")) {
            begun.add(client.post("/v1/runs", "{\"input\":\"" + input + "\",\"session_id\":\"s" + begun.size() + "\"}").json()
                    .getString("run_id"));
            if (begun.size() < 4) {
                client.get("/v1/runs/" + begun.get(begun.size() - 1) + "/events");
            }
        }
        Collections.reverse(begun);
        JsonObject first = client.get("/v1/runs?limit=3").json();
        JsonObject second = client.get("/v1/runs?limit=3&after=" + first.getString("last_id")).json();
        client.post("/v1/runs/" + begun.get(0) + "/stop", "{}");

        assertEquals(begun.subList(0, 3), ids(first));
        assertEquals(true, first.getBoolean("has_more"));
        assertEquals(begun.subList(3, 4), ids(second));
        assertEquals(false, second.getBoolean("has_more"));
        JsonObject live = first.getJsonArray("data").getJsonObject(0);
        assertEquals("running s3 run talaria", live.getString("status") + " " + live.getString("session_id") + " "
                + live.getString("source") + " " + live.getString("model"));
        assertEquals("completed", first.getJsonArray("data").getJsonObject(1).getString("status"));
    }

    @Test
    void refusesAPageAfterNoRun() {
        TestClient.Answer answer = server.client().get("/v1/runs?after=x");

        assertEquals(400, answer.status());
        assertEquals("after", answer.error().getString("param"));
    }

    private static List<String> ids(JsonObject page) {
        return page.getJsonArray("data").getValuesAs(JsonObject.class).stream().map(run -> run.getString("run_id")).toList();
    }
}
